package law

// SearchWords are what to search the texts for on a variable of the codebook
// where no coding names a passage, in the grammar of the search; "" for what is
// no variable. They find candidates, they decide nothing.
func SearchWords(variable string) string { return searchWords[variable] }

var searchWords = map[string]string{
	"detainer_compliance":      `"immigration detainer" OR detainer* OR "immigration hold"`,
	"release_notification":     `"release date" OR "date of release" OR "notification of release"`,
	"jail_access":              `immigration AND (jail* OR "correctional facility" OR custody) AND (access OR interview*)`,
	"interview_consent":        `interview* AND (consent OR written) AND immigration`,
	"detention_contracts":      `"immigration detention" AND (contract* OR agreement*)`,
	"status_inquiry":           `(inquire OR ask OR inquiry) AND ("immigration status" OR "citizenship status")`,
	"information_sharing":      `(disclose OR disclosure OR transmit) AND "immigration status"`,
	"data_collection":          `registry AND (religion OR origin OR immigration)`,
	"civil_enforcement":        `"civil immigration" OR "administrative warrant"`,
	"deputization_287g":        `"287(g)" OR "1357(g)"`,
	"joint_operations":         `("joint operation" OR "task force") AND immigration`,
	"use_of_resources":         `(resources OR funds OR personnel) AND "immigration enforcement"`,
	"property_access":          `("non-public" OR nonpublic) AND (warrant OR property) AND immigration`,
	"sensitive_locations":      `(school* OR hospital* OR courthouse* OR shelter*) AND "immigration enforcement"`,
	"agent_identification":     `mask* OR "facial covering" OR "visible identification"`,
	"equal_access":             `services AND "regardless of" AND status`,
	"legal_defense":            `("legal representation" OR "legal services" OR attorney*) AND immigration`,
	"municipal_id":             `"identity card" OR "identification card" OR IDNYC`,
	"language_access":          `"language access" OR "limited English" OR interpretation`,
	"immigrant_affairs_office": `"immigrant affairs"`,
	"victim_certification":     `"U visa" OR "U nonimmigrant" OR "T visa" OR certification`,
	"reporting":                `report AND detainer*`,
	"enforcement":              `"private right of action" OR "civil penalty" OR disciplin*`,
	"training_notice":          `(training OR post) AND immigration`,
	"criminal_exception":       `("violent or serious crime" OR felony) AND immigration`,
	"savings_clause_1373":      `1373 OR "federal law"`,
}
