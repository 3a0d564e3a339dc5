package policy

import (
	"slices"
	"testing"

	"disclosure-register/pkg/disclosure"
)

// Recipients as logs have them, in the words of those who keep them.
func TestHowManyRecipientsATextNames(t *testing.T) {
	for text, want := range map[string]int{
		"Kent Police": oneNamed, "Kent Police\n(Maidstone)": oneNamed, "Kent Police (Maidstone)": oneNamed, "Kent Police - Maidstone": oneNamed,
		"Marks & Spencer": oneNamed, "Bloggs & Co Solicitors": oneNamed, "Smith, Jones and Partners LLP": oneNamed, "A, B & C Solicitors": oneNamed,
		"Golding Homes and Partners Ltd": oneNamed, "Age UK Maidstone, Kent": oneNamed, "The Met, Bexley": oneNamed, "PC 12 Smith, Kent Police": oneNamed, "Mr B Sample, Kent Police": oneNamed,
		"Health and Safety Executive": oneNamed, "Windsor and Maidenhead Council": oneNamed, "Kent & Medway ICB": oneNamed, "NHS Kent and Medway": oneNamed,
		"Dartford and Gravesham NHS Trust": oneNamed, "HM Courts & Tribunals Service": oneNamed, "HM Revenue and Customs": oneNamed, "Department for Work and Pensions": oneNamed,
		"East Kent Hospitals University NHS Foundation Trust, Ashford": oneNamed, "Citizens Advice, North & West Kent": oneNamed, "Kent Fire & Rescue": oneNamed, "Kent Fire and Rescue Service": oneNamed,
		"Local Government and Social Care Ombudsman": oneNamed, "Parliamentary and Health Service Ombudsman": oneNamed, "Kent Police and Crime Commissioner": oneNamed,
		"Kent County Council, Adult Social Care": oneNamed, "Kent County Council, Social Services": oneNamed, "KCC - Adult Social Care": oneNamed, "DWP, Fraud team": oneNamed, "HMRC, BX9 1AS": oneNamed,
		"Women's Aid": oneNamed, "Bloggs Ltd t/a Fixit": oneNamed, "Sample Family c/o Bloggs Solicitors": oneNamed, "Kent Police 46/123/26": oneNamed, "B&Q": oneNamed, "AT&T": oneNamed,
		"MARKS AND SPENCER": oneNamed, "KENT AND MEDWAY ICB": oneNamed, "Kent Police;": oneNamed, "Federation of Tenants": oneNamed, "House of Commons": oneNamed, "Bloggs and Partners": oneNamed, "Driver and Vehicle Licensing Agency": oneNamed, "Disclosure and Barring Service": oneNamed,
		"Children and Family Court Advisory and Support Service": oneNamed, "Seesaw Ltd": oneNamed, "Allied Homes": oneNamed, "Shelter": oneNamed, "Age UK": oneNamed, "Sanctuary Housing Association": oneNamed, "Persimmon Homes, Maidstone": oneNamed,

		"DWP, HMRC, Kent Police": severalNamed, "HMRC/DWP": severalNamed, "Kent Police, DWP": severalNamed, "Kent Police & KCC": severalNamed, "Kent Police + KFRS": severalNamed, "Kent Police and KCC": severalNamed,
		"police and social services": severalNamed, "KCC and MP": severalNamed, "Kent Police\nDWP": severalNamed, "Police; KCC": severalNamed, "Kent Police / DWP": severalNamed,
		"Housing Ombudsman (by email) and tenant": severalNamed, "Tunbridge Wells/Maidstone BC": severalNamed, "Women's Aid/Refuge": severalNamed, "NHS/KCC": severalNamed, "Kent Police then DWP": severalNamed, "Kent Police cc DWP": severalNamed,
		"Kent Police (copy to DWP)": severalNamed, "Golding Homes, mhs homes": severalNamed, "Age UK & Mind": severalNamed, "Ms A and Mr B": severalNamed, "Kent Police - DWP": severalNamed, "Kent Police as well as DWP": severalNamed,
		"Dartford Borough Council and Kent County Council": severalNamed, "Bloggs Ltd, Sample Ltd": severalNamed, "Kent Police x 2": severalNamed, "Kent Police (x2)": severalNamed, "Kent Police&KCC": severalNamed, "KENT POLICE AND KCC": severalNamed, "Housing Ombudsman and/or LGSCO": severalNamed,
		"Kent Police, KCC and the DWP": severalNamed, "Kent Police and Refuge": severalNamed, "Kent Police, and Crown Court": severalNamed,

		"Kent Police Kent Fire": severalNamed, "Kent Police Kent Fire & Rescue": severalNamed, "KENT POLICE KENT FIRE": severalNamed, "Kent Police Dartford Borough Council": severalNamed, "Dartford Borough Council Kent Police": severalNamed,
		"Kent Police DWP": severalNamed, "DWP HMRC": severalNamed, "Housing Ombudsman Kent County Council": severalNamed, "Kent Police East Kent Hospitals NHS Trust": severalNamed,
		"Kent Police Federation": oneNamed, "Kent County Council Social Services": oneNamed, "Kent County Council Trading Standards": oneNamed, "Kent County Council Fire Service": oneNamed, "Metropolitan Police Service": oneNamed, "British Transport Police": oneNamed, "Kent Police Dartford": oneNamed,
		"Kent Police Sevenoaks Police Station": oneNamed, "University College Hospital NHS Trust": oneNamed, "NHS Kent and Medway ICB": oneNamed, "Local Government Ombudsman": oneNamed, "Maidstone Borough Council Maidstone House": oneNamed, "HMRC Debt Management": oneNamed, "DWP Fraud and Error Service": oneNamed, "Kent County Council Commercial Services Ltd": oneNamed,

		"Cllrs A, B and C": manyNamed, "all ward councillors": manyNamed, "Both parties": manyNamed, "various": manyNamed, "Contractors": manyNamed, "see attached list": manyNamed,
		"ward councillors (3)": manyNamed, "Partner agencies": manyNamed, "Kent Police etc.": manyNamed, "MPs": manyNamed,

		"Kent Police Kent Fire and Rescue": severalNamed, "Police; NHS": severalNamed, "Kent Police and Kent Fire and Rescue Service": severalNamed, "Kent Police, Kent Fire": severalNamed, "Kent Police NHS": severalNamed,
		"Sample Roofing Contractors": oneNamed, "Sample Contractors": oneNamed, "Gas Contractors": manyNamed, "our contractors": manyNamed, "Approved Contractors": manyNamed,
		"Kent and Medway NHS and Social Care Partnership Trust": oneNamed, "Local Government and Social Care Ombudsman (LGSCO)": oneNamed, "Guy's and St Thomas' NHS Foundation Trust": oneNamed,
	} {
		if got := howManyNamed(text); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}

// Whoever records over HTTP is told, too: in whichever place the recipient is named.
func TestARecipientThatIsSeveralIsFlagged(t *testing.T) {
	for name, tt := range map[string]struct {
		recipient disclosure.Recipient
		evidence  map[string]any
		at        string // of the flag; "" for none
	}{
		"two forces in one name":         {disclosure.Recipient{Category: "police", Kind: "territorial", Organisation: "Kent Police Kent Fire"}, nil, "/recipient/organisation"},
		"with a semicolon":               {disclosure.Recipient{Category: "police", Kind: "territorial", Organisation: "Kent Police; NHS Kent"}, nil, "/recipient/organisation"},
		"with an and":                    {disclosure.Recipient{Category: "police", Kind: "territorial", Organisation: "Kent Police and Kent Fire and Rescue"}, nil, "/recipient/organisation"},
		"whose kind is of one body":      {disclosure.Recipient{Category: "ombudsman", Kind: "lgsco", Organisation: "LGSCO and Housing Ombudsman"}, nil, "/recipient/organisation"},
		"counted, and not named":         {disclosure.Recipient{Category: "elected-representative", Kind: "councillor", Organisation: "All ward councillors"}, nil, "/recipient/organisation"},
		"two people":                     {disclosure.Recipient{Category: "other-organisation", Kind: "private-individual", Person: "Ms A Sample and Mr B Sample"}, nil, "/recipient/person"},
		"named by the evidence":          {disclosure.Recipient{Category: "police", Kind: "territorial"}, map[string]any{"force": "Kent Police and Essex Police"}, "/evidence/force"},
		"one":                            {disclosure.Recipient{Category: "police", Kind: "territorial", Organisation: "Kent Police"}, map[string]any{"force": "Kent Police"}, ""},
		"one with two people in it":      {disclosure.Recipient{Category: "police", Kind: "territorial", Organisation: "Kent Police", Person: "PC 1 Sample and PC 2 Sample"}, nil, ""},
		"two departments of the council": {disclosure.Recipient{Category: "internal-department", Organisation: "Housing and Environmental Health"}, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			d := Load().Decide(Question{Register: "E07000107", Disclosure: &disclosure.Disclosure{Decision: disclosure.Disclosed, Recipient: tt.recipient, Evidence: tt.evidence}})
			var at []string
			for _, f := range d.Flags {
				if f.Detail == severalFound || f.Detail == manyFound {
					at = append(at, f.Pointer)
				}
			}
			if want := slices.DeleteFunc([]string{tt.at}, func(s string) bool { return s == "" }); !slices.Equal(at, want) {
				t.Errorf("flagged at %v, want %v (%+v)", at, want, d.Flags)
			}
		})
	}
}
