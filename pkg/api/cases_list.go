package api

import (
	"context"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/cases"
	"disclosure-register/pkg/register/registrar"
)

// listCases adds the lists of cases, and what a department works on.
func listCases(s *service) {
	addLook(s, get("show-cases", "/cases", "Cases",
		"The register's cases that are not destroyed: the open ones first, then those whose time has not begun, those that will be due, by the day, those to review, and those that are held. To a department, the cases in which it has recorded something, by what it recorded first in each, the latest first: the case, its state, and since when. Nothing that others recorded, or that is kept from it, is in the answer or changes it."),
		func(ctx context.Context, by registrar.Looking, in *struct {
			Sight
			State      string `query:"state" enum:"open,closed,due,held,stopped" doc:"Those alone; to a department open or closed. Due are those whose disposal may begin today, or has; stopped are those of which a destruction was stopped and that are held"`
			Department string `query:"department" minLength:"1" maxLength:"64" doc:"In which the department has recorded something"`
			Limit      int    `query:"limit" minimum:"1" maximum:"100" default:"100"`
			Cursor     string `query:"cursor" maxLength:"512"`
		},
		) (cases.CaseRows, error) {
			return s.registrar.CaseList(ctx, by, cases.CaseFilter{State: in.State, Department: in.Department, Limit: in.Limit}, in.Cursor)
		})
	addLook(s, get("show-own-case", "/cases/{case}/own", "What is a department's own in a case",
		"Its state, and what the caller's department has disclosed in it and archived, with letters that have not arrived. A case in which the department has recorded nothing is not found."),
		func(ctx context.Context, by registrar.Looking, in *struct {
			Sight
			CasePlace
			Cursor string `query:"cursor" maxLength:"512"`
		},
		) (registrar.OwnCase, error) {
			return s.registrar.OwnCase(ctx, by, in.ref(), in.Cursor)
		})
	addPages(s, get("show-own-work", "/own-work", "What a department has left to do",
		"Letters that were promised a place and have not arrived; flags of the department's that wait for the Data Protection Officer; and disclosures of which the person was to be told by now. A page may be short, or empty, and still have a cursor."),
		s.registrar.OwnWork)
	addLook(s, get("show-unfinished-letters", "/letters/unfinished", "Letters that have not arrived",
		"Of the whole register: letters that were promised a place and have not arrived, those that are given up first before the others. Nothing of one that is given up is kept. A page may be short, or empty, and still have a cursor."),
		func(ctx context.Context, by registrar.Looking, in *struct {
			Sight
			Case     string `query:"case" maxLength:"64" doc:"With document: the case of one letter"`
			Document string `query:"document" maxLength:"64" doc:"With case: that letter alone, as long as it has not arrived"`
			Cursor   string `query:"cursor" maxLength:"512"`
		},
		) (registrar.UnfinishedLetters, error) {
			if in.Case == "" && in.Document == "" {
				return s.registrar.UnfinishedLetters(ctx, by, in.Cursor)
			}
			id, err := disclosure.ParseDocumentID(in.Document)
			if err != nil || in.Case == "" {
				return registrar.UnfinishedLetters{}, disclosure.Fail(disclosure.Malformed, "Give the case and the document, both as the list has them, or neither.")
			}
			return s.registrar.UnfinishedLetter(ctx, by, disclosure.CaseRef(in.Case), id)
		})
}
