package importer

import "testing"

// Recipients as logs have them, in the words of those who keep them.
func TestHowManyRecipientsACellNames(t *testing.T) {
	for text, want := range map[string]int{
		"Kent Police": oneRecipient, "Kent Police\n(Maidstone)": oneRecipient, "Kent Police (Maidstone)": oneRecipient, "Kent Police - Maidstone": oneRecipient,
		"Marks & Spencer": oneRecipient, "Bloggs & Co Solicitors": oneRecipient, "Smith, Jones and Partners LLP": oneRecipient, "A, B & C Solicitors": oneRecipient,
		"Golding Homes and Partners Ltd": oneRecipient, "Age UK Maidstone, Kent": oneRecipient, "The Met, Bexley": oneRecipient, "PC 12 Smith, Kent Police": oneRecipient, "Mr B Sample, Kent Police": oneRecipient,
		"Health and Safety Executive": oneRecipient, "Windsor and Maidenhead Council": oneRecipient, "Kent & Medway ICB": oneRecipient, "NHS Kent and Medway": oneRecipient,
		"Dartford and Gravesham NHS Trust": oneRecipient, "HM Courts & Tribunals Service": oneRecipient, "HM Revenue and Customs": oneRecipient, "Department for Work and Pensions": oneRecipient,
		"East Kent Hospitals University NHS Foundation Trust, Ashford": oneRecipient, "Citizens Advice, North & West Kent": oneRecipient, "Kent Fire & Rescue": oneRecipient, "Kent Fire and Rescue Service": oneRecipient,
		"Local Government and Social Care Ombudsman": oneRecipient, "Parliamentary and Health Service Ombudsman": oneRecipient, "Kent Police and Crime Commissioner": oneRecipient,
		"Kent County Council, Adult Social Care": oneRecipient, "Kent County Council, Social Services": oneRecipient, "KCC - Adult Social Care": oneRecipient, "DWP, Fraud team": oneRecipient, "HMRC, BX9 1AS": oneRecipient,
		"Women's Aid": oneRecipient, "Bloggs Ltd t/a Fixit": oneRecipient, "Sample Family c/o Bloggs Solicitors": oneRecipient, "Kent Police 46/123/26": oneRecipient, "B&Q": oneRecipient, "AT&T": oneRecipient,
		"MARKS AND SPENCER": oneRecipient, "KENT AND MEDWAY ICB": oneRecipient, "Kent Police;": oneRecipient, "Federation of Tenants": oneRecipient, "House of Commons": oneRecipient, "Bloggs and Partners": oneRecipient, "Driver and Vehicle Licensing Agency": oneRecipient, "Disclosure and Barring Service": oneRecipient,
		"Children and Family Court Advisory and Support Service": oneRecipient, "Seesaw Ltd": oneRecipient, "Allied Homes": oneRecipient, "Shelter": oneRecipient, "Age UK": oneRecipient, "Sanctuary Housing Association": oneRecipient, "Persimmon Homes, Maidstone": oneRecipient,

		"DWP, HMRC, Kent Police": severalRecipients, "HMRC/DWP": severalRecipients, "Kent Police, DWP": severalRecipients, "Kent Police & KCC": severalRecipients, "Kent Police + KFRS": severalRecipients, "Kent Police and KCC": severalRecipients,
		"police and social services": severalRecipients, "KCC and MP": severalRecipients, "Kent Police\nDWP": severalRecipients, "Police; KCC": severalRecipients, "Kent Police / DWP": severalRecipients,
		"Housing Ombudsman (by email) and tenant": severalRecipients, "Tunbridge Wells/Maidstone BC": severalRecipients, "Women's Aid/Refuge": severalRecipients, "NHS/KCC": severalRecipients, "Kent Police then DWP": severalRecipients, "Kent Police cc DWP": severalRecipients,
		"Kent Police (copy to DWP)": severalRecipients, "Golding Homes, mhs homes": severalRecipients, "Age UK & Mind": severalRecipients, "Ms A and Mr B": severalRecipients, "Kent Police - DWP": severalRecipients, "Kent Police as well as DWP": severalRecipients,
		"Dartford Borough Council and Kent County Council": severalRecipients, "Bloggs Ltd, Sample Ltd": severalRecipients, "Kent Police x 2": severalRecipients, "Kent Police (x2)": severalRecipients, "Kent Police&KCC": severalRecipients, "KENT POLICE AND KCC": severalRecipients, "Housing Ombudsman and/or LGSCO": severalRecipients,
		"Kent Police, KCC and the DWP": severalRecipients, "Kent Police and Refuge": severalRecipients, "Kent Police, and Crown Court": severalRecipients,

		"Cllrs A, B and C": manyRecipients, "all ward councillors": manyRecipients, "Both parties": manyRecipients, "various": manyRecipients, "Contractors": manyRecipients, "see attached list": manyRecipients,
		"ward councillors (3)": manyRecipients, "Partner agencies": manyRecipients, "Kent Police etc.": manyRecipients, "MPs": manyRecipients,
	} {
		if got := recipientsIn(text); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}
