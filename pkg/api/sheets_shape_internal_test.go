package api

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/columns"
)

// Of each list that is had as a spreadsheet it is declared which columns it has as a table,
// and its spreadsheet has every list of the answer that is shown as one.
func TestEachSpreadsheetHasTheColumnsOfItsTable(t *testing.T) {
	s := unasked()
	seen := map[string]bool{}
	for at, item := range s.description.OpenAPI().Paths {
		if item.Get == nil {
			continue
		}
		list, is := sheets[item.Get.OperationID]
		_, path, _ := strings.Cut(at, "{register}")
		answer, declared := columns.Of(path, nil)
		if is != declared {
			t.Errorf("%s: had as a spreadsheet is %t, and shown as a table %t", path, is, declared)
		}
		if !is {
			continue
		}
		seen[item.Get.OperationID] = true
		for _, l := range answer.Lists {
			if !slices.Contains(list.lists, l.Name) {
				t.Errorf("%s: the spreadsheet leaves out %q", path, l.Name)
			}
		}
		for _, name := range list.lists {
			if !slices.ContainsFunc(answer.Lists, func(l columns.List) bool { return l.Name == name && len(l.Columns) > 0 }) {
				t.Errorf("%s: nothing says which columns %q has", path, name)
			}
		}
	}
	for operation := range sheets {
		if !seen[operation] {
			t.Errorf("nothing answers %s", operation)
		}
	}
}

// London's time stands beside every instant of every list, and beside nothing else.
func TestLondonsTimeStandsBesideEveryInstant(t *testing.T) {
	s := unasked()
	instants := 0
	var look func(operation string, of reflect.Type, path []string)
	look = func(operation string, of reflect.Type, path []string) {
		for of.Kind() == reflect.Pointer || of.Kind() == reflect.Slice || of.Kind() == reflect.Map {
			of = of.Elem()
		}
		is := of == reflect.TypeFor[time.Time]()
		if is {
			instants++
		}
		if len(path) > 0 && of.Kind() != reflect.Struct || is {
			if got := inWordsToo(path) == inLondon; got != is {
				t.Errorf("%s: London's time stands beside %s: %t", operation, strings.Join(path, "."), got)
			}
		}
		if is || of.Kind() != reflect.Struct || len(path) > 8 {
			return
		}
		for i := range of.NumField() {
			field := of.Field(i)
			tag, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			switch {
			case tag == "-" || !field.IsExported() && !field.Anonymous:
			case field.Anonymous && tag == "":
				look(operation, field.Type, path)
			default:
				look(operation, field.Type, append(slices.Clone(path), tag))
			}
		}
	}
	for operation, list := range sheets {
		for _, name := range list.lists {
			row := s.listed[operation]
			if name != "" {
				row = memberOf(row, name)
			}
			look(operation, row, nil)
		}
	}
	if instants < 60 {
		t.Errorf("only %d instants were looked at", instants)
	}
}
