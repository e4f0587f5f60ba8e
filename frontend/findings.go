package frontend

import (
	"refuge/law"
	"refuge/record"
)

// Findings lists what the rules find in the record.
type Findings struct {
	Base
	Groups        []FindingGroup
	Pager         Pager
	Jurisdictions []Choice
	Rules         []Choice
	Severities    []Choice
}

// FindingGroup is the findings of one rule that matter alike.
type FindingGroup struct {
	Severity law.Severity
	Rule     string
	Asks     string // what the rule asks, in a sentence
	Findings []record.Finding
}

// Matter is how much the findings matter, in a word.
func (g FindingGroup) Matter() string { return string(g.Severity) }
