package law

// JurisdictionKind is the level of government.
type JurisdictionKind string

// The kinds of jurisdiction in the record.
const (
	City     JurisdictionKind = "city"
	County   JurisdictionKind = "county"
	District JurisdictionKind = "district"
	State    JurisdictionKind = "state"
	Federal  JurisdictionKind = "federal"
)

// JurisdictionKinds lists every kind, in the order pages show them.
var JurisdictionKinds = []JurisdictionKind{City, County, District, State, Federal}

// PolicyKind is the form of a measure.
type PolicyKind string

// The forms of measure in the record. A lawsuit is a court ruling from its
// filing on; its status tells how far it has come.
const (
	Ordinance            PolicyKind = "ordinance"
	LocalLaw             PolicyKind = "local_law"
	Resolution           PolicyKind = "resolution"
	ExecutiveOrder       PolicyKind = "executive_order"
	EmergencyOrder       PolicyKind = "emergency_executive_order"
	Directive            PolicyKind = "directive"
	AdministrativePolicy PolicyKind = "administrative_policy"
	PoliceOrder          PolicyKind = "police_order"
	Statute              PolicyKind = "statute"
	CodeSection          PolicyKind = "code_section"
	CharterAmendment     PolicyKind = "charter_amendment"
	BallotMeasure        PolicyKind = "ballot_measure"
	CourtRuling          PolicyKind = "court_ruling"
	FederalAction        PolicyKind = "federal_action"
	// OtherMeasure is a collected matter of a type that is none of these; its
	// raw type stands in Policy.RawKind.
	OtherMeasure PolicyKind = "other"
)

// PolicyKinds lists every kind, in the order pages show them.
var PolicyKinds = []PolicyKind{LocalLaw, Ordinance, Resolution, ExecutiveOrder, EmergencyOrder, Directive,
	AdministrativePolicy, PoliceOrder, Statute, CodeSection, CharterAmendment, BallotMeasure, CourtRuling,
	FederalAction, OtherMeasure}

// Status is where a policy stands today, as its curator or source says; an
// empty Status is unknown. A suit or bill still pending is Proposed, a
// dismissed one Failed.
type Status string

// The statuses.
const (
	Proposed   Status = "proposed"
	InForce    Status = "in_force"
	Superseded Status = "superseded"
	Repealed   Status = "repealed"
	Rescinded  Status = "rescinded"
	Expired    Status = "expired"
	Enjoined   Status = "enjoined"
	Vetoed     Status = "vetoed"
	Failed     Status = "failed"
)

// Statuses lists every status, in the order pages show them.
var Statuses = []Status{InForce, Proposed, Enjoined, Superseded, Repealed, Rescinded, Expired, Vetoed, Failed}

// Dead says whether a policy of this status no longer has, or never had, force.
func (s Status) Dead() bool {
	switch s {
	case Superseded, Repealed, Rescinded, Expired, Vetoed, Failed:
		return true
	}
	return false
}

// EventType is what happened to a policy.
type EventType string

// The types of event. Step is a recorded action (a referral, a hearing) that
// changes neither status nor text; Event.Raw says what it was called.
const (
	Introduced      EventType = "introduced"
	Passed          EventType = "passed"
	Signed          EventType = "signed"
	LapsedIntoLaw   EventType = "lapsed_into_law"
	Returned        EventType = "returned_unsigned"
	VetoedEvent     EventType = "vetoed"
	VetoOverridden  EventType = "veto_overridden"
	AdoptedByVoters EventType = "adopted_by_voters"
	Effective       EventType = "effective"
	Amended         EventType = "amended"
	Reaffirmed      EventType = "reaffirmed"
	// CarriedOut and NotCarriedOut are what was done with a measure in practice,
	// where a source says so; they change neither its force nor its text.
	CarriedOut      EventType = "carried_out"
	NotCarriedOut   EventType = "not_carried_out"
	SupersededEvent EventType = "superseded"
	RepealedEvent   EventType = "repealed"
	RescindedEvent  EventType = "rescinded"
	ExpiredEvent    EventType = "expired"
	Challenged      EventType = "challenged"
	EnjoinedEvent   EventType = "enjoined"
	Upheld          EventType = "upheld"
	StruckDown      EventType = "struck_down"

	// What happens to a suit, in the courts' own words. A measure that was
	// attacked has the same events where they bear on it.
	SuitFiled             EventType = "suit_filed"
	PreliminaryInjunction EventType = "preliminary_injunction"
	Denied                EventType = "denied" // what a party asked of the court: an injunction, a petition, a dismissal
	Dismissed             EventType = "dismissed"
	Settled               EventType = "settled"
	Appealed              EventType = "appealed"
	Affirmed              EventType = "affirmed"
	AffirmedInPart        EventType = "affirmed_in_part" // and reversed, vacated or sent back in part
	Reversed              EventType = "reversed"
	Vacated               EventType = "vacated"
	Remanded              EventType = "remanded"
	RehearingDenied       EventType = "rehearing_denied"
	CertiorariDenied      EventType = "certiorari_denied"

	FailedEvent EventType = "failed"
	Filed       EventType = "filed"
	Withdrawn   EventType = "withdrawn"
	Step        EventType = "step"
)

// EventTypes lists every type in legal order: the order in which events of one
// day are shown when nothing else orders them.
var EventTypes = []EventType{Introduced, Step, Passed, FailedEvent, Returned, VetoedEvent, VetoOverridden, Signed,
	LapsedIntoLaw, AdoptedByVoters, Effective, Amended, Reaffirmed, CarriedOut, NotCarriedOut, Challenged, SuitFiled, Denied, PreliminaryInjunction,
	EnjoinedEvent, Upheld, StruckDown, Dismissed, Settled, Appealed, Affirmed, AffirmedInPart, Reversed, Vacated, Remanded,
	RehearingDenied, CertiorariDenied, SupersededEvent, RepealedEvent, RescindedEvent, ExpiredEvent, Withdrawn, Filed}

// Order is the place of the type in EventTypes, for sorting within a day;
// len(EventTypes) for a type that is not listed.
func (t EventType) Order() int {
	for i, u := range EventTypes {
		if t == u {
			return i
		}
	}
	return len(EventTypes)
}

// Enacts says whether an event of this type makes a measure law.
func (t EventType) Enacts() bool {
	switch t {
	case Signed, LapsedIntoLaw, VetoOverridden, AdoptedByVoters:
		return true
	}
	return false
}

// Ends says whether an event of this type ends a measure's force.
func (t EventType) Ends() bool {
	switch t {
	case SupersededEvent, RepealedEvent, RescindedEvent, ExpiredEvent, StruckDown:
		return true
	}
	return false
}

// Decides says whether an event of this type is a court's decision that holds
// until another court says otherwise: from the first of them a ruling stands.
func (t EventType) Decides() bool {
	switch t {
	case EnjoinedEvent, PreliminaryInjunction, Upheld, StruckDown, Dismissed, Affirmed, AffirmedInPart, Reversed, Vacated:
		return true
	}
	return false
}

// RelationType is a typed edge from one policy to another.
type RelationType string

// The types of relation, read "FROM type TO".
const (
	Amends       RelationType = "amends"
	Supersedes   RelationType = "supersedes"
	Repeals      RelationType = "repeals"
	Implements   RelationType = "implements"
	Codifies     RelationType = "codifies"
	Reaffirms    RelationType = "reaffirms"
	RespondsTo   RelationType = "responds_to"
	ChallengedBy RelationType = "challenged_by"
	// Reintroduces: the same bill, filed again.
	Reintroduces RelationType = "reintroduces"
)

// RelationTypes lists every type.
var RelationTypes = []RelationType{Amends, Supersedes, Repeals, Implements, Codifies, Reaffirms, RespondsTo, ChallengedBy, Reintroduces}

// Standing is what a version's text is. It is never left out, and texts of two
// standings are never compared without saying so.
type Standing string

// The standings.
const (
	// Official: as captured from the government that made it.
	Official Standing = "official"
	// Consolidated: put together by Refuge from the amending laws.
	Consolidated Standing = "consolidated"
	// Restated: plain words written by this project; not law.
	Restated Standing = "restated"
)

// Standings lists every standing.
var Standings = []Standing{Official, Consolidated, Restated}

// Basis is what a restated version was written from.
type Basis string

// The bases.
const (
	// FromText: its whole text, official or in a copy, was read.
	FromText Basis = "text"
	// FromPart: some of its text was read; the rest is known by reports or not
	// at all.
	FromPart Basis = "part"
	// FromReports: its text is not held; what others say of it was read.
	FromReports Basis = "reports"
)

// Bases lists every basis, the best first.
var Bases = []Basis{FromText, FromPart, FromReports}

// Stage is the point of a measure's life at which a version stood.
type Stage string

// The stages. AsConsolidated and AsRestated belong to the standings of the
// same name.
const (
	AsIntroduced   Stage = "introduced"
	AsAmended      Stage = "amended"
	AsPassed       Stage = "passed"
	AsEnacted      Stage = "enacted"
	AsConsolidated Stage = "consolidated"
	AsRestated     Stage = "restated"
)

// Stages lists every stage in the order of a measure's life.
var Stages = []Stage{AsIntroduced, AsAmended, AsPassed, AsEnacted, AsConsolidated, AsRestated}

// Origin says who put a fact into the record.
type Origin string

// The origins. A curated fact is never overwritten by a collected one.
const (
	// Curated: researched and written by the project (the seed).
	Curated Origin = "curated"
	// Collected: read from a source's capture by a parser.
	Collected Origin = "collected"
)

// Origins lists every origin.
var Origins = []Origin{Curated, Collected}

// Lane is whose act an event is, for timelines.
type Lane string

// The lanes. Mayor stands for the chief executive of any jurisdiction
// (Jurisdiction.ExecutiveTitle), Council for its legislature.
const (
	MayorLane   Lane = "mayor"
	CouncilLane Lane = "council"
	PoliceLane  Lane = "police"
	CourtLane   Lane = "court"
	FederalLane Lane = "federal"
	VotersLane  Lane = "voters"
	// OtherLane: an agency, a party to a suit, or an actor not known.
	OtherLane Lane = "other"
)

// Lanes lists every lane, in the order timelines draw them.
var Lanes = []Lane{MayorLane, CouncilLane, PoliceLane, CourtLane, FederalLane, VotersLane, OtherLane}

// ProgramKind is the kind of a support program.
type ProgramKind string

// The kinds of support program.
const (
	LegalDefense ProgramKind = "legal_defense"
	Office       ProgramKind = "office"
	MunicipalID  ProgramKind = "municipal_id"
	CashAid      ProgramKind = "cash_aid"
	Hotline      ProgramKind = "hotline"
	Shelter      ProgramKind = "shelter"
	OtherProgram ProgramKind = "other"
)

// ProgramKinds lists every kind.
var ProgramKinds = []ProgramKind{LegalDefense, Office, MunicipalID, CashAid, Hotline, Shelter, OtherProgram}

// Relevance is how a collected policy bears on the record's subject; a rule in
// words decides it, and no rule touches a curated one.
type Relevance string

// The relevances.
const (
	// Core: about the relation of local government to immigration enforcement.
	Core Relevance = "core"
	// Support: services or rights of immigrants as such.
	Support Relevance = "support"
	// OffTopic: held because everything was asked for; hidden by default.
	OffTopic Relevance = "other"
)

// Relevances lists every relevance, the strongest first.
var Relevances = []Relevance{Core, Support, OffTopic}

// Stronger is the one of two relevances that puts a policy nearer to the
// subject; "" is the weakest.
func (r Relevance) Stronger(other Relevance) Relevance {
	for _, rank := range Relevances {
		if r == rank || other == rank {
			return rank
		}
	}
	return r
}
