package law

import (
	"slices"
	"strings"
)

// shortNames are what people call a place beside its name, each in the form in
// which it is usually written. A short name may be that of two places.
var shortNames = map[string][]string{
	"albuquerque":      {"ABQ", "Duke City"},
	"atlanta":          {"ATL"},
	"baltimore":        {"Charm City"},
	"california":       {"State of California", "CA"},
	"chicago":          {"Chi-Town"},
	"colorado":         {"State of Colorado"},
	"cook-county":      {"Cook Cnty", "County of Cook"},
	"denver":           {"Denver City and County"},
	"federal":          {"United States", "US", "U.S.", "USA", "federal government"},
	"florida":          {"State of Florida", "FL"},
	"illinois":         {"State of Illinois", "IL"},
	"jersey-city":      {"JC"},
	"king-county":      {"King Cnty", "County of King"},
	"long-beach":       {"LBC"},
	"los-angeles":      {"LA", "L.A."},
	"milwaukee":        {"MKE"},
	"minneapolis":      {"MPLS"},
	"multnomah-county": {"Multnomah", "County of Multnomah"},
	"new-orleans":      {"NOLA", "Orleans Parish"},
	"new-york-city":    {"NYC", "N.Y.C.", "New York"},
	"new-york-state":   {"NYS", "NY", "N.Y.", "New York", "State of New York"},
	"oregon":           {"State of Oregon"},
	"philadelphia":     {"Philly", "Phila.", "PHL"},
	"portland-or":      {"PDX"},
	"sacramento":       {"Sac"},
	"saint-paul":       {"St. Paul", "St Paul"},
	"salt-lake-city":   {"Salt Lake", "SLC"},
	"san-diego":        {"SD"},
	"san-francisco":    {"SF", "S.F.", "San Fran", "Frisco"},
	"san-jose":         {"SJ"},
	"texas":            {"State of Texas", "TX"},
	"washington-dc":    {"DC", "D.C.", "Washington DC", "District of Columbia"},
	"washington-state": {"State of Washington", "Washington State"},
}

// citedAs are the abbreviations by which legal citations name a place. As words
// of their own many mean something else, so they count only beside a number.
var citedAs = map[string][]string{
	"california": {"Cal."}, "chicago": {"Chi."}, "colorado": {"Colo."}, "florida": {"Fla."}, "illinois": {"Ill."},
	"baltimore": {"Md.", "Maryland"}, "boston": {"Mass."}, "new-haven": {"Conn."}, "new-orleans": {"La."},
	"newark": {"N.J."}, "oregon": {"Or.", "Ore."}, "texas": {"Tex."}, "washington-state": {"Wash."},
}

// ShortNames are what a place of the record is called beside its name ("NYC",
// "Philly"), nil where there is nothing. A state is left out of the names of
// its cities.
func ShortNames(slug string) []string { return slices.Clone(shortNames[slug]) }

// CitedAs are the abbreviations by which citations name a place ("Cal."), nil
// where they use its name or a short one.
func CitedAs(slug string) []string { return slices.Clone(citedAs[slug]) }

// PlaceCalled is the slug of the one place that has a short name, written as a
// slug ("nyc", "washington-dc"); "" where none has, or two have.
func PlaceCalled(slug string) string {
	found := ""
	for place, names := range shortNames {
		for _, name := range names {
			if Slug(name) != slug && Slug(strings.ReplaceAll(name, ".", "")) != slug {
				continue
			}
			if found != "" && found != place {
				return ""
			}
			found = place
		}
	}
	return found
}

// StateNames are the names of the states, and of the District of Columbia, by
// their postal codes.
var StateNames = map[string]string{
	"AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado",
	"CT": "Connecticut", "DC": "District of Columbia", "DE": "Delaware", "FL": "Florida", "GA": "Georgia",
	"HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky",
	"LA": "Louisiana", "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota",
	"MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire",
	"NJ": "New Jersey", "NM": "New Mexico", "NY": "New York", "NC": "North Carolina", "ND": "North Dakota",
	"OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania", "RI": "Rhode Island",
	"SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont",
	"VA": "Virginia", "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
}
