package frontend

import (
	"refuge/law"
	"refuge/record"
)

// Mayors lists the people who held an executive office.
type Mayors struct {
	Base
	People        []record.Person
	Pager         Pager
	Jurisdictions []Choice
	Query         string
	ByTerm        bool // sorted by term, otherwise by family name
	Reverse       bool
}

// Tenure is a term with the policies that mark it.
type Tenure struct {
	record.Term
	Lists []TenureList
}

// TenureList is the policies of one part of a tenure.
type TenureList struct {
	ID       string // "issued"
	Heading  string
	Meaning  string
	Policies []record.Brief
}

// Mayor is one person's tenures.
type Mayor struct {
	Base
	Person  law.Person
	Tenures []Tenure
}
