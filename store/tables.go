package store

import (
	"strconv"

	"refuge/law"
)

// tables are what an import can change, each with how its rows are told apart.
type tables struct {
	jurisdictions *table[jurisdictionRow]
	persons       *table[personRow]
	terms         *table[termRow]
	programs      *table[programRow]

	identifiers *table[identifierRow]
	aliases     *table[aliasRow]
	accounts    *table[accountRow]
	sponsors    *table[sponsorRow]
	attachments *table[attachmentRow]
	spans       *table[spanRow]
	holdings    *table[holdingRow]
	lawDays     *table[lawDayRow]
	events      *table[eventRow]
	relations   *table[relationRow]
	codings     *table[codingRow]
	versions    *table[versionRow]
	findings    *table[findingRow]
	parts       []part // those that hang on policies
}

func tablesOf(im *importer) tables {
	// What stands once in the record is not rewritten by a source.
	collected := im.o.Origin == law.Collected
	t := tables{
		jurisdictions: &table[jurisdictionRow]{im: im, name: "jurisdictions", single: true, key: func(r jurisdictionRow) string { return r.Slug },
			keep: func(r *jurisdictionRow, held jurisdictionRow) {
				if collected {
					*r = held
				}
			}},
		persons: &table[personRow]{im: im, name: "persons", single: true, key: func(r personRow) string { return r.Slug }},
		terms: &table[termRow]{im: im, name: "terms", single: true, key: termKey, id: func(r *termRow) *int64 { return &r.ID },
			keep: func(r *termRow, held termRow) { r.ServesFrom, r.ServesUntil = held.ServesFrom, held.ServesUntil }},
		programs: &table[programRow]{im: im, name: "programs", single: true, key: func(r programRow) string { return r.Slug },
			keep: func(r *programRow, held programRow) {
				if collected {
					r.Pos = held.Pos
				}
			}},

		identifiers: &table[identifierRow]{im: im, name: "identifiers", key: func(r identifierRow) string { return r.Scheme + "\x00" + r.Value },
			policy: func(r *identifierRow) *int64 { return &r.PolicyID }, of: func(w *work) *[]*kept[identifierRow] { return &w.identifiers }},
		aliases: &table[aliasRow]{im: im, name: "aliases", key: func(r aliasRow) string { return r.Slug },
			policy: func(r *aliasRow) *int64 { return &r.PolicyID }, of: func(w *work) *[]*kept[aliasRow] { return &w.aliases }},
		accounts: &table[accountRow]{im: im, name: "accounts", key: func(r accountRow) string { return r.Source },
			policy: func(r *accountRow) *int64 { return &r.PolicyID }, of: func(w *work) *[]*kept[accountRow] { return &w.accounts }},
		sponsors: &table[sponsorRow]{im: im, name: "sponsors", key: func(r sponsorRow) string { return strconv.Itoa(r.Pos) },
			policy: func(r *sponsorRow) *int64 { return &r.PolicyID }, of: func(w *work) *[]*kept[sponsorRow] { return &w.sponsors }},
		attachments: &table[attachmentRow]{im: im, name: "attachments", key: func(r attachmentRow) string { return strconv.Itoa(r.Pos) },
			policy: func(r *attachmentRow) *int64 { return &r.PolicyID }, of: func(w *work) *[]*kept[attachmentRow] { return &w.attachments }},
		spans: &table[spanRow]{im: im, name: "spans", key: func(r spanRow) string { return strconv.Itoa(r.Pos) },
			policy: func(r *spanRow) *int64 { return &r.PolicyID }, of: func(w *work) *[]*kept[spanRow] { return &w.spans }},
		holdings: &table[holdingRow]{im: im, name: "holdings", key: func(r holdingRow) string { return strconv.Itoa(r.Pos) },
			policy: func(r *holdingRow) *int64 { return &r.PolicyID }, of: func(w *work) *[]*kept[holdingRow] { return &w.holdings }},
		lawDays: &table[lawDayRow]{im: im, name: "law_days", key: func(r lawDayRow) string { return strconv.Itoa(r.Pos) },
			policy: func(r *lawDayRow) *int64 { return &r.PolicyID }, of: func(w *work) *[]*kept[lawDayRow] { return &w.lawDays }},
		events: &table[eventRow]{im: im, name: "events", key: eventKey, id: func(r *eventRow) *int64 { return &r.ID },
			policy: func(r *eventRow) *int64 { return &r.PolicyID }, of: func(w *work) *[]*kept[eventRow] { return &w.events },
			keep: func(r *eventRow, held eventRow) {
				r.Jurisdiction, r.DayRank, r.Lane, r.SameAs, r.Source = held.Jurisdiction, held.DayRank, held.Lane, held.SameAs, held.Source
			}},
		relations: &table[relationRow]{im: im, name: "relations", key: relationKey, id: func(r *relationRow) *int64 { return &r.ID },
			policy: func(r *relationRow) *int64 { return &r.PolicyID }, of: func(w *work) *[]*kept[relationRow] { return &w.relations }},
		codings: &table[codingRow]{im: im, name: "codings", key: codingKey, id: func(r *codingRow) *int64 { return &r.ID },
			policy: func(r *codingRow) *int64 { return &r.PolicyID }, of: func(w *work) *[]*kept[codingRow] { return &w.codings },
			keep: func(r *codingRow, held codingRow) { r.VersionID = held.VersionID }},
		versions: &table[versionRow]{im: im, name: "versions", key: func(r versionRow) string { return r.Base + "\x00" + r.Hash }, id: func(r *versionRow) *int64 { return &r.ID },
			policy: func(r *versionRow) *int64 { return &r.PolicyID }, of: func(w *work) *[]*kept[versionRow] { return &w.versions }},
		findings: &table[findingRow]{im: im, name: "findings", key: func(r findingRow) string { return r.Rule + "\x00" + r.Subject + "\x00" + r.Sentence },
			id:     func(r *findingRow) *int64 { return &r.ID },
			policy: func(r *findingRow) *int64 { return &r.PolicyID }, of: func(w *work) *[]*kept[findingRow] { return &w.findings }},
	}
	t.parts = []part{t.identifiers, t.aliases, t.accounts, t.sponsors, t.attachments, t.spans, t.events, t.relations, t.codings, t.versions, t.findings, t.holdings, t.lawDays}
	return t
}

func termKey(r termRow) string {
	return r.Jurisdiction + "\x00" + r.Person + "\x00" + r.StartDate.String()
}

func eventKey(r eventRow) string {
	switch {
	case r.Origin == law.Curated:
		return "\x00" + string(r.Type) + "\x00" + r.Date.String() + "\x00" + r.Actor
	case r.SourceID != "":
		return r.SourceID
	}
	return "\x01" + r.Source + "\x00" + string(r.Type) + "\x00" + r.Date.String() + "\x00" + r.Raw + "\x00" + r.Actor
}

func relationKey(r relationRow) string {
	return string(r.Origin) + "\x00" + string(r.Type) + "\x00" + r.Target + "\x00" + r.Words
}

func codingKey(r codingRow) string {
	return string(r.Origin) + "\x00" + r.Variable + "\x00" + r.FromDate.String() + "\x00" + r.Locator
}

// rowsOf are the rows of facts. Those of a source have no order of ours.
func rowsOf[T, R any](facts []T, row func(T, int, ImportOptions) R, o ImportOptions) []R {
	out := make([]R, len(facts))
	for i, f := range facts {
		pos := i
		if o.Origin == law.Collected {
			pos = 0
		}
		out[i] = row(f, pos, o)
	}
	return out
}
