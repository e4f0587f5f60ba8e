package law

// Layer is the level of government whose law answers a question. What a city
// says is not all that holds in it: counties run jails, states bind cities, and
// courts decide over both.
type Layer string

// The layers.
const (
	CityLayer    Layer = "city"
	CountyLayer  Layer = "county"
	StateLayer   Layer = "state"
	CourtLayer   Layer = "court"
	FederalLayer Layer = "federal"
)

// Layers lists every layer, from the nearest to a person to the farthest.
var Layers = []Layer{CityLayer, CountyLayer, StateLayer, CourtLayer, FederalLayer}

// LayerOf is the layer of a policy of a kind, in the record of a jurisdiction of
// a kind. A ruling is the court's, wherever it stands; the District of Columbia
// answers as a city.
func LayerOf(place JurisdictionKind, kind PolicyKind) Layer {
	switch {
	case kind == CourtRuling:
		return CourtLayer
	case kind == FederalAction || place == Federal:
		return FederalLayer
	case place == State:
		return StateLayer
	case place == County:
		return CountyLayer
	}
	return CityLayer
}
