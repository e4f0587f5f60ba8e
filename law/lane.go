package law

import (
	"slices"
	"strings"
)

// LaneOf says whose act an event is. It reads the actor as the record names
// them; where several are named, the first decides. Executives and legislators
// count for the government they serve: a governor in the record of a city is
// OtherLane, the President in the record of any place but the United States is
// FederalLane. A challenge is the act of the party that sues. Without an actor
// the type and the kind of the measure decide, and OtherLane is the answer
// where they do not.
func LaneOf(j JurisdictionKind, p PolicyKind, e Event) Lane {
	actor := strings.ToLower(strings.TrimSpace(e.Actor))
	if actor == "" {
		return laneOfType(j, p, e.Type)
	}
	if l := laneOfActor(j, p, actor); l != OtherLane {
		return l
	}
	switch e.Type {
	case LapsedIntoLaw, Returned, VetoedEvent: // only an executive can
		return MayorLane
	}
	return OtherLane
}

func laneOfType(j JurisdictionKind, p PolicyKind, t EventType) Lane {
	switch t {
	case AdoptedByVoters:
		return VotersLane
	case Denied, Remanded, RehearingDenied, CertiorariDenied:
		return CourtLane
	case Challenged, SuitFiled, Appealed, Settled:
		return OtherLane
	}
	if t.Decides() {
		return CourtLane
	}
	switch p {
	case FederalAction:
		return FederalLane
	case CourtRuling:
		return OtherLane
	case PoliceOrder:
		if t != Step {
			return PoliceLane
		}
	case ExecutiveOrder, EmergencyOrder, Directive:
		if t != Step {
			return MayorLane
		}
	}
	switch t {
	case Signed, LapsedIntoLaw, Returned, VetoedEvent:
		return MayorLane
	case Passed, VetoOverridden, FailedEvent:
		return legislatureLane(j)
	case Introduced:
		switch p {
		case Ordinance, LocalLaw, Resolution, Statute, CharterAmendment:
			return legislatureLane(j)
		}
	}
	return OtherLane
}

func legislatureLane(j JurisdictionKind) Lane {
	if j == Federal {
		return FederalLane
	}
	return CouncilLane
}

// role is a sort of actor, before it is known whom they serve.
type role int

const (
	noRole role = iota
	courtRole
	federalRole
	policeRole
	localExecutive  // of a city, a county or the district
	governorRole    // of a state
	presidentRole   // of the United States, or of a county board
	localCouncil    // of a city, a county or the district
	legislatureRole // of a state or the United States
	committeeRole   // of whatever legislature the record is about
	commissioner    // of the police in a city, of the board in a county
	attorneyGeneral
	votersRole
	partyRole // named as a government, which is how it sues
	agencyRole
)

// roleWords are the words that tell a role, each matched as whole words. A
// word that stands in several longer titles comes after them.
var roleWords = []struct {
	words string
	role  role
}{
	{"chief judge", courtRole}, {"court", courtRole}, {"courts", courtRole}, {"judge", courtRole}, {"justice", courtRole},
	{"circuit", courtRole}, {"cir.", courtRole}, {"appellate division", courtRole}, {"magistrate", courtRole},

	{"united states", federalRole}, {"u.s.", federalRole}, {"congress", federalRole}, {"homeland security", federalRole},
	{"immigration and customs enforcement", federalRole}, {"immigration and naturalization service", federalRole},
	{"department of justice", federalRole}, {"customs and border protection", federalRole}, {"white house", federalRole},
	{"federal government", federalRole}, {"dhs", federalRole}, {"ice", federalRole}, {"doj", federalRole}, {"ins", federalRole},

	{"chief juvenile probation officer", agencyRole}, {"probation", agencyRole}, {"city attorney", agencyRole},
	{"city solicitor", agencyRole}, {"county attorney", agencyRole}, {"city clerk", agencyRole},
	{"office of the city clerk", agencyRole}, {"judicial watch", partyRole}, {"legislators", partyRole},
	{"mayor and council", localCouncil}, {"mayor and city council", localCouncil},

	{"police", policeRole}, {"sheriff", policeRole}, {"sheriff's", policeRole}, {"nypd", policeRole}, {"lapd", policeRole},
	{"chief of detectives", policeRole}, {"chief", policeRole}, {"superintendent", policeRole},

	{"mayor", localExecutive}, {"mayor's", localExecutive}, {"county executive", localExecutive}, {"county chair", localExecutive},
	{"county mayor", localExecutive},
	{"governor", governorRole}, {"governor's", governorRole},
	{"council president", localCouncil}, {"senate president", legislatureRole}, {"president of the senate", legislatureRole},
	{"president", presidentRole},

	{"board of supervisors", localCouncil}, {"board of aldermen", localCouncil}, {"board of commissioners", localCouncil},
	{"board of county commissioners", localCouncil}, {"city commission", localCouncil}, {"county commission", localCouncil},
	{"council", localCouncil}, {"councilmember", localCouncil}, {"councilmembers", localCouncil}, {"councilman", localCouncil},
	{"councilwoman", localCouncil}, {"councilor", localCouncil}, {"councilors", localCouncil}, {"councillor", localCouncil},
	{"ald.", localCouncil}, {"alderman", localCouncil}, {"aldermen", localCouncil}, {"alderperson", localCouncil},
	{"alderpersons", localCouncil}, {"alder", localCouncil}, {"alders", localCouncil}, {"supervisor", localCouncil},
	{"supervisors", localCouncil}, {"commissioners", localCouncil}, {"commissioner", commissioner},

	{"committee", committeeRole}, {"subcommittee", committeeRole},
	{"legislature", legislatureRole}, {"legislative assembly", legislatureRole}, {"general assembly", legislatureRole},
	{"assembly", legislatureRole}, {"assemblymember", legislatureRole}, {"senate", legislatureRole}, {"senator", legislatureRole},
	{"senators", legislatureRole}, {"sen.", legislatureRole}, {"sens.", legislatureRole}, {"house", legislatureRole},
	{"house of representatives", legislatureRole}, {"representative", legislatureRole}, {"representatives", legislatureRole},
	{"rep.", legislatureRole}, {"reps.", legislatureRole},

	{"attorney general", attorneyGeneral}, {"voters", votersRole}, {"electors", votersRole},
	{"city of", partyRole}, {"county of", partyRole}, {"city and county of", partyRole}, {"state of", partyRole},
}

// usAttorneysGeneral tells an Attorney General of the United States from one
// of a state, where the record names only the person.
var usAttorneysGeneral = []string{"edwin meese", "dick thornburgh", "janet reno", "john ashcroft", "alberto gonzales",
	"michael mukasey", "eric holder", "loretta lynch", "jeff sessions", "matthew whitaker", "william p. barr",
	"william barr", "merrick garland", "pamela bondi", "pam bondi"}

func laneOfActor(j JurisdictionKind, p PolicyKind, actor string) Lane {
	local := j == City || j == County || j == District
	switch firstRole(actor) {
	case courtRole:
		return CourtLane
	case federalRole:
		return FederalLane
	case votersRole:
		return VotersLane
	case policeRole:
		return PoliceLane
	case localExecutive:
		if local {
			return MayorLane
		}
	case governorRole:
		if j == State {
			return MayorLane
		}
	case presidentRole:
		switch {
		case j == Federal, j == County:
			return MayorLane
		case j != State:
			return FederalLane
		}
	case localCouncil:
		if local {
			return CouncilLane
		}
	case commissioner:
		switch {
		case j == County || p != PoliceOrder && local:
			return CouncilLane
		case local:
			return PoliceLane
		}
	case committeeRole:
		return legislatureLane(j)
	case legislatureRole:
		if j == State || j == Federal {
			return legislatureLane(j)
		}
	case attorneyGeneral:
		if j == Federal || slices.ContainsFunc(usAttorneysGeneral, func(n string) bool { return strings.Contains(actor, n) }) {
			return FederalLane
		}
	}
	return OtherLane
}

// firstRole is the role named first in actor. A court or a federal body is one
// wherever the word stands ("Supreme Court of the United States" is a court,
// "U.S. House of Representatives" is federal).
func firstRole(actor string) role {
	best, at, long := noRole, len(actor), 0
	for _, w := range roleWords {
		i := wordIndex(actor, w.words)
		switch {
		case i < 0:
			continue
		case w.role == courtRole && !strings.Contains(actor, "department of justice"):
			return courtRole
		case w.role == federalRole:
			return federalRole
		}
		if i < at || i == at && len(w.words) > long {
			best, at, long = w.role, i, len(w.words)
		}
	}
	return best
}

// wordIndex is strings.Index for whole words.
func wordIndex(s, words string) int {
	for from := 0; ; {
		i := strings.Index(s[from:], words)
		if i < 0 {
			return -1
		}
		i += from
		end := i + len(words)
		if (i == 0 || !isWordByte(s[i-1])) && (end == len(s) || !isWordByte(s[end])) {
			return i
		}
		from = i + 1
	}
}

func isWordByte(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b == '-' || b >= 0x80
}
