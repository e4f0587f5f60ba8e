package server

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
)

// call is one request and what its answer must and must not hold.
type call struct {
	request string // "GET /path"
	body    string
	header  string // "Name: value"
	status  int
	has     []string
	hasNot  []string
}

// The cases walk the API over the record of record_test.go. Every route of the
// OpenAPI document, and every parameter of it, stands in one that succeeds.
var calls = []call{
	{request: "GET /healthz", status: 200, has: []string{`"status":"ok"`, `"version":"1.2.3"`}},
	{request: "GET /api/v1", status: 200, has: []string{`"openapi":"/api/v1/openapi.json"`, `"path":"/api/v1/policies/{slug}/diff"`}},
	{request: "GET /api/v1?format=json", status: 200, has: []string{`"name":"Refuge"`}},

	// Jurisdictions.
	{request: "GET /api/v1/jurisdictions", status: 200, has: []string{`"slug":"springfield"`, `"latitude":39.8`, `"latitude":null`, `"total":3`, `"next":null`, `"gaps":[]`}},
	{request: "GET /api/v1/jurisdictions?format=csv", status: 200, has: []string{"slug,name,kind,state", "springfield,Springfield,city,XX", ",-89.6,"}, hasNot: []string{"'-89.6"}},
	{request: "GET /api/v1/jurisdictions.csv", status: 200, has: []string{"slug,name,kind,state"}},
	{request: "GET /api/v1/jurisdictions", header: "Accept: text/csv", status: 200, has: []string{"slug,name,kind,state"}},
	{request: "GET /api/v1/jurisdictions", header: "Accept: application/json, text/csv", status: 200, has: []string{`"items"`}},
	{request: "GET /jurisdictions.json", status: 200, has: []string{`"slug":"springfield"`}},
	{request: "GET /api/v1/jurisdictions/springfield?format=json", status: 200, has: []string{`"name":"Springfield"`, `"person":"jane-doe"`, `"slug":"springfield-office"`, "Office of Newcomers"}},
	{request: "GET /api/v1/jurisdictions/capital-city", status: 404, has: []string{`"status":404`, `"title":"Not Found"`, `"instance":"/api/v1/jurisdictions/capital-city"`, `"type":"about:blank"`, `"detail":`}},
	{request: "GET /api/v1/jurisdictions/springfield/state?as_of=2013-01-01&format=json", status: 200,
		has: []string{`"as_of":"2013-01-01"`, `"name":"Jane Doe"`, "springfield-eo-3-2006", `"value":"police_prohibited"`}, hasNot: []string{"springfield-ll-12-2014", "judicial_warrant"}},
	{request: "GET /api/v1/jurisdictions/springfield/state", status: 200, has: []string{`"as_of":"2026-01-15"`, "springfield-ll-12-2014", `"value":"judicial_warrant"`, `"name":"John Roe"`}},
	{request: "GET /api/v1/jurisdictions/springfield/state?as_of=2013-13-01", status: 400, has: []string{`"parameter":"as_of"`, "is no day"}},
	{request: "GET /api/v1/jurisdictions/capital-city/state", status: 404},
	{request: "GET /api/v1/jurisdictions/springfield/timeline", status: 200, has: []string{`"type":"signed"`, `"lane":"mayor"`, `"name":"Jane Doe"`}, hasNot: []string{"shelbyville", `"type":"step"`, "bridge"}},
	{request: "GET /api/v1/jurisdictions/springfield/timeline?mayor=jane-doe", status: 200, has: []string{"2014-11-14"}, hasNot: []string{"2006-05-01"}},
	{request: "GET /api/v1/jurisdictions/springfield/doubts", status: 200, has: []string{`"kind":"coding"`, `"settle":"The rules of the department."`}, hasNot: []string{"judicial_warrant"}},
	{request: "GET /api/v1/jurisdictions/springfield/doubts?format=csv", status: 200, has: []string{"kind,jurisdiction,policy,", "challenged,,,"}},
	{request: "GET /api/v1/jurisdictions/capital-city/doubts", status: 404},
	{request: "GET /api/v1/jurisdictions/capital-city/timeline", status: 404},
	{request: "GET /api/v1/jurisdictions/springfield/timeline.csv?policy=springfield-ll-12-2014&kind=local_law&type=signed&lane=mayor&origin=curated&variable=detainer_compliance&from=2014-01-01&to=2014-12-31&verified=true&steps=true&off_topic=true&undated=true&order=newest&limit=5",
		status: 200, has: []string{"2014-11-14,2014-11-14,2014-11-14,springfield"}, hasNot: []string{"2014-10-02"}},

	{request: "GET /api/v1/jurisdictions/springfield?as_of=2013-01-01", status: 200,
		has: []string{`"as_of":{`, `"as_of":"2013-01-01"`, `"value":"police_prohibited"`}, hasNot: []string{"judicial_warrant"}},

	// People.
	{request: "GET /api/v1/mayors", status: 200, has: []string{`"slug":"jane-doe"`, `"slug":"max-moe"`, `"total":4`}},
	{request: "GET /api/v1/mayors?jurisdiction=shelbyville", status: 200, has: []string{"max-moe"}, hasNot: []string{"jane-doe"}},
	{request: "GET /api/v1/mayors?q=doe&format=json", status: 200, has: []string{"jane-doe"}, hasNot: []string{"max-moe"}},
	{request: "GET /api/v1/mayors.csv?limit=2", status: 200, has: []string{"person,name,jurisdiction"}},
	{request: "GET /api/v1/mayors?jurisdiction=sprngfield", status: 400, has: []string{`did you mean \"springfield\"`, `"did_you_mean":"springfield"`}},
	{request: "GET /api/v1/mayors/jane-doe?format=json", status: 200, has: []string{`"name":"Jane Doe"`, `"policies_issued":[{`, `"policies_inherited":[{`, `"policies_vetoed":[{`, `"policies_rescinded":[]`}},
	{request: "GET /api/v1/mayors/nobody", status: 404},
	{request: "GET /api/v1/mayors/jane-doe/timeline", status: 200, has: []string{"2014-11-14"}, hasNot: []string{"2018-02-01", "2006-05-01"}},
	{request: "GET /api/v1/mayors/nobody/timeline", status: 404},
	{request: "GET /api/v1/mayors/jane-doe/timeline?jurisdiction=springfield&policy=springfield-ll-12-2014&kind=local_law&type=signed&lane=mayor&origin=curated&variable=detainer_compliance&from=2014-01-01&to=2014-12-31&verified=true&steps=true&off_topic=true&undated=true&order=newest&limit=5&format=csv",
		status: 200, has: []string{"2014-11-14"}},

	// Policies, filter by filter.
	{request: "GET /api/v1/policies", status: 200, has: []string{"springfield-ll-12-2014", "shelbyville-eo-1-2019", "springfield-res-1001-2020"}, hasNot: []string{"springfield-res-1002-2020"}},
	{request: "GET /policies.json", status: 200, has: []string{"springfield-ll-12-2014"}},
	{request: "GET /api/v1/policies?jurisdiction=shelbyville", status: 200, has: []string{"shelbyville-eo-1-2019", `"total":1`}},
	{request: "GET /api/v1/policies?jurisdiction=shelbyville,springfield", status: 200, has: []string{"shelbyville-eo-1-2019", "springfield-ll-12-2014"}},
	{request: "GET /api/v1/policies?jurisdiction=shelbyville&jurisdiction=springfield", status: 200, has: []string{"shelbyville-eo-1-2019", "springfield-ll-12-2014"}},
	{request: "GET /api/v1/policies?kind=local_law", status: 200, has: []string{"springfield-ll-12-2014", `"total":1`}},
	{request: "GET /api/v1/policies?status=rescinded", status: 200, has: []string{"springfield-eo-3-2006", `"total":1`}},
	{request: "GET /api/v1/policies?origin=collected", status: 200, has: []string{"springfield-res-1001-2020", `"total":1`}},
	{request: "GET /api/v1/policies?number=12&year=2014", status: 200, has: []string{"springfield-ll-12-2014", `"total":1`}},
	{request: "GET /api/v1/policies?mayor=john-roe", status: 200, has: []string{`"items"`}, hasNot: []string{"springfield-ll-12-2014"}},
	{request: "GET /api/v1/policies?variable=detainer_compliance", status: 200, has: []string{`"total":2`}},
	{request: "GET /api/v1/policies?variable=detainer_compliance&value=never", status: 200, has: []string{"shelbyville-eo-1-2019", `"total":1`}},
	{request: "GET /api/v1/policies?from=2019-01-01&to=2019-12-31", status: 200, has: []string{"shelbyville-eo-1-2019", `"total":1`}},
	{request: "GET /api/v1/policies?in_force_on=2010-06-01", status: 200, has: []string{"springfield-eo-3-2006"}, hasNot: []string{"springfield-ll-12-2014"}},
	{request: "GET /api/v1/policies?q=civil+detainers", status: 200, has: []string{"springfield-ll-12-2014", `"total":1`}},
	{request: "GET /api/v1/policies?off_topic=true&sort=title&format=json", status: 200, has: []string{"springfield-res-1002-2020"}},
	{request: "GET /api/v1/policies?sort=slug&limit=1", status: 200, has: []string{"shelbyville-eo-1-2019", `"total":5`, `"next":"`}},
	{request: "GET /api/v1/policies.csv", status: 200, has: []string{"slug,jurisdiction,jurisdiction_name,kind,number", `"'=HYPERLINK(""https://evil.example"",""x"") on jails"`}, hasNot: []string{`,"=HYPERLINK`}},
	{request: "GET /policies.csv", status: 200, has: []string{"slug,jurisdiction"}},
	{request: "GET /api/v1/policies?jurisdiction=&kind=", status: 200, has: []string{`"total":5`}},

	// What is refused, and how.
	{request: "GET /api/v1/policies?kinds=local_law", status: 400, has: []string{`"parameter":"kinds"`, `"did_you_mean":"kind"`, `"known":["cursor","format"`, `did you mean \"kind\"?`}},
	{request: "GET /api/v1/policies?xyzzy=1", status: 400, has: []string{`"parameter":"xyzzy"`}, hasNot: []string{"did_you_mean"}},
	{request: "GET /api/v1/policies?number=1&number=2", status: 400, has: []string{`"parameter":"number"`, "has one value and was given 2"}},
	{request: "GET /api/v1/policies?kind=ordinanse", status: 400, has: []string{`"did_you_mean":"ordinance"`, `"parameter":"kind"`}},
	{request: "GET /api/v1/policies?limit=501", status: 400, has: []string{"from 1 to 500"}},
	{request: "GET /api/v1/policies?limit=0", status: 400, has: []string{"from 1 to 500"}},
	{request: "GET /api/v1/policies?limit=ten", status: 400, has: []string{"from 1 to 500"}},
	{request: "GET /api/v1/policies?off_topic=1", status: 400, has: []string{"must be true or false"}},
	{request: "GET /api/v1/policies?cursor=nonsense", status: 400, has: []string{`"status":400`}},
	{request: "GET /api/v1/policies?from=2020-01-01&to=2019-01-01", status: 400, has: []string{`"parameter":"to"`, "lies before"}},
	{request: "GET /api/v1/policies?value=never", status: 400, has: []string{`"parameter":"value"`}},
	{request: "GET /api/v1/policies?variable=detainer_compliance&value=nevr", status: 400, has: []string{`"did_you_mean":"never"`}},
	{request: "GET /api/v1/policies?%zz", status: 400, has: []string{"cannot be read"}},
	{request: "GET /api/v1/policies.csv?format=json", status: 400, has: []string{`"parameter":"format"`}},
	{request: "GET /api/v1/policies.docx", status: 400, has: []string{`"parameter":"format"`}},
	{request: "GET /api/v1/policies/springfield-ll-12-2014.csv", status: 400, has: []string{`"parameter":"format"`, `"known":["json"]`}},
	{request: "GET /api/v1/policies?jurisdiction=" + strings.Repeat("x,", 300), status: 400, has: []string{"may have 200 values"}},
	{request: "GET /api/v1/policies?q=" + strings.Repeat("x", 9000), status: 414, has: []string{`"status":414`}},
	{request: "GET /api/v1/nothing", status: 404, has: []string{`"detail":"There is nothing at this address."`}},
	{request: "GET /api/v1/policies/a/b/c/d", status: 404},
	{request: "DELETE /api/v1/policies", status: 405, has: []string{`"status":405`, "DELETE"}},
	{request: "POST /api/v1/policies", status: 405},
	{request: "GET /api/v1/diff", status: 405},

	// One policy.
	{request: "GET /api/v1/policies/springfield-ll-12-2014?format=json", status: 200,
		has:    []string{`"title":"A local law on civil immigration detainers"`, `"type":"signed"`, `"variable":"detainer_compliance"`, `"label":"enacted"`, `"standing":"restated"`, `"to":null`, `"target":"springfield-eo-3-2006"`},
		hasNot: []string{"shall not honor", `"as_of"`, "null,null"}},
	{request: "GET /policies/springfield-ll-12-2014.json", status: 200, has: []string{`"slug":"springfield-ll-12-2014"`}},
	{request: "GET /api/v1/policies/springfield-eo-3-2006", status: 200, has: []string{`"relations":[]`, `"identifiers":[]`}},
	{request: "GET /api/v1/policies/springfield-ll-12-2014?as_of=2015-06-01", status: 200, has: []string{"shall not honor", `"label":"enacted"`, `"certain":true`, `"day":"2015-06-01"`}, hasNot: []string{"may honor"}},
	{request: "GET /api/v1/policies/springfield-ll-12-2014?as_of=2014-12-01", status: 200, has: []string{`"day":"2014-12-01"`, "not in force"}, hasNot: []string{"shall not honor", "may honor", "unless a judge"}},
	{request: "GET /api/v1/policies/springfield-eo-3-2006?as_of=2019-01-01", status: 200, has: []string{"not in force on 2019-01-01"}, hasNot: []string{"Officers do not ask"}},
	{request: "GET /api/v1/policies/springfield-detainer-law?as_of=2015-06-01", status: 308, has: []string{"springfield-ll-12-2014"}},
	{request: "GET /api/v1/policies/no-such-policy", status: 404, has: []string{`"status":404`}},
	{request: "GET /api/v1/policies/springfield-ll-12-2014/versions", status: 200, has: []string{`"label":"introduced"`, `"total":3`, `"held":true`}, hasNot: []string{"shall not honor", `"text"`}},
	{request: "GET /api/v1/policies/springfield-ll-12-2014/versions?format=csv", status: 200, has: []string{"label,raw_label,stage,standing", "enacted,,enacted,official"}},
	{request: "GET /api/v1/policies/springfield-ll-12-2014/versions/enacted?format=json", status: 200, has: []string{"shall not honor", `"eid":"sec_2"`, `"kind":"inserted"`, `"policy":"springfield-ll-12-2014"`}},
	{request: "GET /api/v1/policies/springfield-ord-77-2016/versions/introduced", status: 200, has: []string{`"held":false`, `"text":null`}},
	{request: "GET /api/v1/policies/springfield-ll-12-2014/versions/final", status: 404},

	// Sections of codes.
	{request: "GET /api/v1/code/springfield?format=json", status: 200, has: []string{`"code":"Code"`, `"number":"9-101"`, `"slug":"springfield-ll-12-2014"`}},
	{request: "GET /code/springfield.csv", status: 200, has: []string{"code,number,through,policies", "Code,9-101,,springfield-ll-12-2014"}},
	{request: "GET /code/springfield/9-101.json?as_of=2015-06-01", status: 200, has: []string{`"as_of":"2015-06-01"`, `"codified_at":["Code § 9-101"]`, `"variable":"detainer_compliance"`, `"type":"signed"`}},
	{request: "GET /api/v1/code/springfield/9-101?as_of=2014-12-01&format=json", status: 200, has: []string{`"codings":[]`, `"passages":[]`}},
	{request: "GET /api/v1/code/springfield/9-102", status: 404, has: []string{"No measure of the record is codified"}},
	{request: "GET /api/v1/code/atlantis", status: 404},

	// Diffs.
	{request: "GET /api/v1/policies/springfield-ll-12-2014/diff", status: 200,
		has: []string{`"left":{"name":"Detainer law, introduced"`, `"right":{"name":"Detainer law, enacted"`, `"sections":[{"kind":`, `["+","`, `["-","`, `["=","`, `"stats":{`, "two latest official versions", `"view":"sections"`}},
	{request: "GET /api/v1/policies/springfield-ll-12-2014/diff?from=introduced&to=enacted&view=whole&format=json", status: 200, has: []string{`"view":"whole"`, `"standing":"official"`}},
	{request: "GET /api/v1/policies/springfield-ll-12-2014/diff?from=enacted&to=restated-2014-12-14", status: 409,
		has: []string{"never redlined against law", "compare springfield-ll-12-2014@introduced with springfield-ll-12-2014@enacted, which are both official"}},
	{request: "GET /api/v1/policies/springfield-ll-12-2014/diff?as_of=2020-01-01", status: 200, has: []string{"introduced and enacted are the two latest official versions held by 2020-01-01"}},
	{request: "GET /api/v1/policies/springfield-ll-12-2014/diff?as_of=2014-10-30", status: 404, has: []string{"No two texts of one standing", "by 2014-10-30"}},
	{request: "GET /api/v1/policies/springfield-ll-12-2014/diff?as_of=2020-01-01&to=enacted", status: 400, has: []string{`"parameter":"as_of"`}},
	{request: "GET /api/v1/policies/springfield-ll-12-2014/diff.txt", status: 200, has: []string{"--- Detainer law, introduced", "+++ Detainer law, enacted", "-Section 2. Detainers. The department may honor"}},
	{request: "GET /policies/springfield-ll-12-2014/diff.md?from=introduced&to=enacted", status: 200, has: []string{"judicial warrant"}},
	{request: "GET /policies/springfield-ll-12-2014/diff.json?columns=2&typographic=true&whole=true", status: 200, has: []string{`"sections":[`}},
	{request: "GET /api/v1/policies/springfield-ll-12-2014/versions/enacted?part=1&section=sec_2", status: 200, has: []string{`"sections":[`}},
	{request: "GET /api/v1/policies/springfield-ll-12-2014/diff.html", status: 200, has: []string{"<ins", "<del", "judicial warrant"}},
	{request: "GET /api/v1/policies/springfield-ll-12-2014/diff.docx", status: 200, has: []string{"word/document.xml"}},
	{request: "GET /api/v1/policies/springfield-ll-12-2014/diff.csv", status: 400, has: []string{`"known":["json","txt","md","html","docx"]`}},
	{request: "GET /api/v1/compare.txt?left=springfield-ll-12-2014@enacted&right=shelbyville-eo-1-2019@enacted", status: 200, has: []string{"+++ Executive Order 1 of 2019, enacted"}},
	{request: "GET /api/v1/policies/springfield-ll-12-2014/diff?to=enacted", status: 200, has: []string{`"label":"introduced"`, "Only to was named"}},
	{request: "GET /api/v1/policies/springfield-ll-12-2014/diff?from=introduced", status: 200, has: []string{"Only from was named"}},
	{request: "GET /api/v1/policies/springfield-ll-12-2014/diff?from=introduced&to=final", status: 404, has: []string{`has no version \"final\"`, "enacted"}},
	{request: "GET /api/v1/policies/springfield-eo-3-2006/diff", status: 404, has: []string{"needs two"}},
	{request: "GET /api/v1/policies/springfield-ord-77-2016/diff?from=introduced&to=introduced", status: 422, has: []string{"is not held"}},
	{request: "GET /api/v1/policies/springfield-detainer-law/diff.json?to=enacted", status: 308, has: []string{"springfield-ll-12-2014"}},
	{request: "GET /api/v1/policies/springfield-ll-12-2014/diff?view=side", status: 400, has: []string{`"known":["sections","whole"]`}},
	{request: "GET /api/v1/compare?left=springfield-ll-12-2014@enacted%23sec_2&right=shelbyville-eo-1-2019&format=json", status: 200,
		has: []string{`"left_address":"springfield-ll-12-2014@enacted#sec_2"`, `"right_address":"shelbyville-eo-1-2019@enacted"`, `"stats":{`}, hasNot: []string{"train"}},
	{request: "GET /api/v1/compare?left=springfield-ll-12-2014&right=shelbyville-eo-1-2019", status: 200,
		has: []string{`"left_address":"springfield-ll-12-2014@enacted"`, `"chosen":"Left: enacted, the official text from when it was made. Right: enacted, the official text from when it was made."`}},
	{request: "GET /compare.json?left=springfield-ll-12-2014&left_as_of=2016-01-01&right=shelbyville-eo-1-2019&right_as_of=2020-01-01&columns=2&typographic=true&whole=true", status: 200,
		has: []string{`"left_address":"springfield-ll-12-2014@enacted"`, "Left: enacted, the official text of 2016-01-01."}},
	{request: "GET /api/v1/compare?left=springfield-ll-12-2014&right=springfield-eo-3-2006", status: 200,
		has: []string{`"left_address":"springfield-ll-12-2014@restated-2014-12-14"`, `"right_address":"springfield-eo-3-2006@restated-2006-05-01"`}},
	{request: "GET /api/v1/compare?left=springfield-ll-12-2014&right=springfield-ll-12-2014", status: 200, has: []string{`"left_address":"springfield-ll-12-2014@introduced"`, "two latest official texts"}},
	{request: "GET /api/v1/compare?left=springfield-ll-12-2014&right=shelbyville-eo-1-2019&right_as_of=2018-01-01", status: 404, has: []string{"shelbyville-eo-1-2019 on 2018-01-01"}},
	{request: "GET /api/v1/compare?left=springfield-ll-12-2014@enacted&left_as_of=2018-01-01&right=shelbyville-eo-1-2019", status: 400, has: []string{"is a version"}},
	{request: "GET /api/v1/compare?left=springfield-ll-12-2014@restated-2014-12-14&right=shelbyville-eo-1-2019@enacted", status: 409,
		has: []string{"never redlined against law", "compare springfield-ll-12-2014@enacted with shelbyville-eo-1-2019@enacted, which are both official"}},
	{request: "GET /api/v1/compare?left=springfield-eo-3-2006&right=shelbyville-eo-1-2019", status: 409, has: []string{"no two to compare instead"}},
	{request: "GET /api/v1/compare?left=springfield-ord-77-2016@introduced&right=shelbyville-eo-1-2019", status: 422, has: []string{"is not held"}},
	{request: "GET /api/v1/compare?left=springfield-ll-12-2014", status: 400, has: []string{"right"}},
	{request: "GET /api/v1/compare?left=springfield-ll-12-2041&right=shelbyville-eo-1-2019", status: 404, has: []string{`there is no policy \"springfield-ll-12-2041\"; did you mean \"springfield-ll-12-2014\"?`}},
	{request: "GET /api/v1/compare?left=Not+a+slug&right=shelbyville-eo-1-2019", status: 400, has: []string{`"parameter":"left"`, "slug@version"}},
	{request: "GET /api/v1/compare?left=springfield-ll-12-2014@enacted%23sec_9&right=shelbyville-eo-1-2019", status: 404, has: []string{`has no section \"sec_9\"`}},
	{request: "GET /api/v1/compare?left=springfield-ord-77-2016&right=shelbyville-eo-1-2019", status: 404, has: []string{"No two texts of one standing are held of springfield-ord-77-2016"}},
	{request: "POST /api/v1/diff", body: `{"before":"On every day of the year the officer on duty may answer a request that comes from another department of the city.","after":"On every day of the year the officer on duty shall answer a request that comes from another department of the city."}`,
		status: 200, has: []string{`["-","may"],["+","shall"]`, `"stats":{`, `"engine":"`}},
	{request: "POST /api/v1/diff", body: `{"before":"","after":""}`, status: 200, has: []string{`"ops":[]`}},
	{request: "POST /api/v1/diff", body: `{"before":"only one"}`, status: 400, has: []string{"after", `"status":400`}},
	{request: "POST /api/v1/diff", body: `{"before":`, status: 400, has: []string{`"status":400`}},
	{request: "POST /api/v1/diff", body: `before=a&after=b`, header: "Content-Type: application/x-www-form-urlencoded", status: 415},
	{request: "POST /api/v1/diff", body: `{"before":"` + strings.Repeat("a", maxSide+1) + `","after":""}`, status: 413, has: []string{`"status":413`, `\"before\" has 2097153 bytes`}},
	{request: "POST /api/v1/diff", body: `{"before":"` + strings.Repeat("a", maxBody) + `","after":""}`, status: 413, has: []string{`"status":413`}},

	// The record across policies.
	{request: "GET /api/v1/timeline", status: 200, has: []string{"shelbyville-eo-1-2019", "springfield-ll-12-2014"}, hasNot: []string{`"type":"step"`, "bridge", `"type":"challenged"`}},
	{request: "GET /api/v1/timeline?jurisdiction=shelbyville", status: 200, has: []string{`"total":1`, `"name":"Max Moe"`}},
	{request: "GET /api/v1/timeline?mayor=jane-doe", status: 200, hasNot: []string{"2018-02-01", "shelbyville"}},
	{request: "GET /api/v1/timeline?policy=springfield-eo-3-2006", status: 200, has: []string{`"total":2`}},
	{request: "GET /api/v1/timeline?kind=ordinance", status: 200, has: []string{`"total":2`, "2016-03-03"}},
	{request: "GET /api/v1/timeline?type=vetoed", status: 200, has: []string{`"total":1`, "2016-03-03"}},
	{request: "GET /api/v1/timeline?lane=council", status: 200, has: []string{"2014-10-22"}, hasNot: []string{"2014-11-14"}},
	{request: "GET /api/v1/timeline?origin=collected", status: 200, has: []string{"2020-02-03"}, hasNot: []string{"2014-11-14"}},
	{request: "GET /api/v1/timeline?variable=status_inquiry", status: 200, has: []string{`"total":2`}},
	{request: "GET /api/v1/timeline?from=2014-11-01&to=2014-11-30", status: 200, has: []string{`"total":1`, "2014-11-14"}},
	{request: "GET /api/v1/timeline?verified=false", status: 200, hasNot: []string{`"verified":true`}},
	{request: "GET /api/v1/timeline?steps=true", status: 200, has: []string{`"type":"step"`, "Referred to Comm"}, hasNot: []string{"bridge"}},
	{request: "GET /api/v1/timeline?off_topic=true", status: 200, has: []string{"bridge"}},
	{request: "GET /api/v1/timeline?undated=true&format=json", status: 200, has: []string{`"type":"challenged"`, `"date":null`}},
	{request: "GET /api/v1/timeline?order=newest&limit=1", status: 200, has: []string{"2020-02-03"}},
	{request: "GET /api/v1/codings", status: 200, has: []string{`"total":4`, `"value":"never"`, `"policy_title"`}},
	{request: "GET /api/v1/codings?jurisdiction=shelbyville", status: 200, has: []string{`"total":1`}},
	{request: "GET /api/v1/codings?policy=springfield-eo-3-2006", status: 200, has: []string{`"total":1`, "police_prohibited"}},
	{request: "GET /api/v1/codings?variable=detainer_compliance&value=never", status: 200, has: []string{`"total":1`}},
	{request: "GET /api/v1/codings?as_of=2010-01-01", status: 200, has: []string{`"total":1`, "police_prohibited"}},
	{request: "GET /api/v1/codings?verified=true&limit=10", status: 200, has: []string{`"total":1`, "judicial_warrant"}},
	{request: "GET /api/v1/codings?format=csv", status: 200, has: []string{"jurisdiction,jurisdiction_name,policy,policy_title,policy_kind,variable,value,from,to"}},
	{request: "GET /api/v1/codings?value=nevr", status: 400, has: []string{`"did_you_mean":"never"`}},
	{request: "GET /api/v1/matrix", status: 200, has: []string{`"as_of":"2026-01-15"`, `"value":"judicial_warrant"`, `"value":null`}, hasNot: []string{`"value":""`}},
	{request: "GET /api/v1/matrix?as_of=2016-01-01&jurisdictions=springfield,shelbyville&variables=detainer_compliance,status_inquiry", status: 200,
		has: []string{`"jurisdictions":["springfield","shelbyville"]`, `"variables":["detainer_compliance","status_inquiry"]`, `"value":"police_prohibited"`}, hasNot: []string{"never"}},
	{request: "GET /api/v1/matrix?format=csv&variables=detainer_compliance", status: 200, has: []string{"as_of,jurisdiction,jurisdiction_name,variable,value,policy", "2026-01-15,shelbyville,Shelbyville,detainer_compliance,never,shelbyville-eo-1-2019"}},
	{request: "GET /api/v1/matrix?jurisdictions=sprngfield", status: 400, has: []string{`"did_you_mean":"springfield"`}},
	{request: "GET /api/v1/matrix?jurisdiction=springfield&variable=detainer_compliance", status: 200, has: []string{`"jurisdictions":["springfield"],`}},
	{request: "GET /api/v1/matrix?group=custody", status: 200, has: []string{`"variables":["detainer_compliance","release_notification"`}, hasNot: []string{"municipal_id"}},
	{request: "GET /api/v1/matrix?groups=custody", status: 400, has: []string{`"did_you_mean":"group"`}},
	{request: "GET /api/v1/search?q=detainer", status: 200, has: []string{"springfield-ll-12-2014", `"spans":[[`, `"snippet"`}},
	{request: "GET /api/v1/search?q=%22judicial+warrant%22&standing=official&kind=local_law&jurisdiction=springfield&as_of=2020-01-01&off_topic=true&limit=5&format=csv", status: 200, has: []string{"policy,policy_title,policy_kind", "springfield-ll-12-2014"}},
	{request: "GET /api/v1/search?q=detainer&by_policy=true&policy=springfield-ll-12-2014", status: 200, has: []string{`"total":1`, `"passages":`}},
	{request: "GET /api/v1/search?q=LL+12/2014", status: 200, has: []string{`"jump":"springfield-ll-12-2014"`, `"exact":true`}},
	{request: "GET /api/v1/search?q=Springfield+detainer", status: 200, has: []string{`"places":[{"slug":"springfield"`}},
	{request: "GET /api/v1/search?q=detainer+quokka", status: 200, has: []string{`"relaxed":true`, `"nowhere":["quokka"]`, "any of them"}},
	{request: "GET /api/v1/search?q=quokka+in+Miami-Dade", status: 200, has: []string{`"no_place":"Miami-Dade"`, "is not a place in the record", "The record covers 3 places"}},
	{request: "GET /api/v1/search?q=Jane+Doe", status: 200, has: []string{`"people":[{"slug":"jane-doe"`}},
	{request: "GET /api/v1/jurisdictions/Springfield", status: 308, has: []string{"is called springfield here"}},
	{request: "GET /api/v1/policies?jurisdiction=Springfield,shelbyville", status: 308, has: []string{"is called springfield here"}},
	{request: "GET /api/v1/policies/springfield-ll-21-2014", status: 404, has: []string{`"did_you_mean":"springfield-ll-12-2014"`}},
	{request: "GET /api/v1/mayors/jan-doe", status: 404, has: []string{`"did_you_mean":"jane-doe"`}},
	{request: "GET /api/v1/jurisdictions/sprinfield", status: 404, has: []string{`"did_you_mean":"springfield"`}},
	{request: "GET /api/v1/search?q=bridge", status: 200, has: []string{`"items":[]`, `"total":0`}},
	{request: "GET /api/v1/search?q=judicial&as_of=2014-01-01", status: 200, hasNot: []string{"without a judicial"}},
	{request: "GET /search.json?q=detainer&jump=0", status: 200, has: []string{"springfield-ll-12-2014"}},
	{request: "GET /api/v1/search", status: 400, has: []string{`q`}},
	{request: "GET /api/v1/search?q=+", status: 400, has: []string{`"parameter":"q"`}},
	{request: "GET /api/v1/findings?limit=10&format=json", status: 200, has: []string{`"items":[`, `"total":`}},
	{request: "GET /api/v1/findings?jurisdiction=springfield&rule=coding-without-text&severity=warning&severity=error", status: 200, has: []string{`"items":[`}, hasNot: []string{`"severity":"note"`}},
	{request: "GET /api/v1/policies?sort=effective&reverse=true&limit=1", status: 200, has: []string{`"effective":"20`, `"ended":null`}},
	{request: "GET /api/v1/policies.csv?sort=enacted", status: 200, has: []string{",unverified,enacted,effective,ended"}},
	{request: "GET /api/v1/mayors?sort=term&reverse=true&limit=1", status: 200, has: []string{`"family_name":"`}},
	{request: "GET /api/v1/findings?rule=term-gaps", status: 400, has: []string{`term-gap`}},
	{request: "GET /api/v1/findings?jurisdiction=nowhere", status: 400},
	{request: "GET /api/v1/findings.csv", status: 200, has: []string{"severity,rule,subject,sentence"}},
	{request: "GET /api/v1/clauses?variable=detainer_compliance&as_of=2020-01-01", status: 200,
		has: []string{`"groups":[{"value":"never","clauses":[{"jurisdiction":"shelbyville"`, "No officer shall honor", `{"value":"judicial_warrant"`, "without a judicial warrant", `"unknown":["ogdenville"]`, `"standing":"official"`}},
	{request: "GET /api/v1/clauses?variable=detainer_compliance&as_of=2016-01-01&format=csv", status: 200, has: []string{"variable,value,jurisdiction", "judicial_warrant,springfield"}, hasNot: []string{"shelbyville"}},
	{request: "GET /api/v1/policies/springfield-ll-12-2014/shared", status: 200, has: []string{`"indexed":0`, `"passages":[]`, `"same":[]`}},
	{request: "GET /api/v1/policies/springfield-ll-12-2014/shared?version=enacted&format=json", status: 200, has: []string{`"version":"enacted"`}},
	{request: "GET /api/v1/policies/springfield-ll-12-2014/shared?version=none", status: 404, has: []string{"No such version"}},
	{request: "GET /api/v1/policies/nowhere/shared", status: 404},
	{request: "GET /api/v1/clauses?variable=detainer_complianc", status: 400, has: []string{`"did_you_mean":"detainer_compliance"`}},
	{request: "GET /api/v1/clauses", status: 400, has: []string{"variable"}},

	// About the record.
	{request: "GET /api/v1/overview?format=json", status: 200, has: []string{`"latest":[{`, `"totals":{"jurisdictions":3`, `"jurisdictions":[{`}},
	{request: "GET /.json", status: 200, has: []string{`"latest":[{`}},
	{request: "GET /index.json", status: 200, has: []string{`"latest":[{`}},
	{request: "GET /api/v1/about?format=json", status: 200, has: []string{`"name":"Refuge"`, `"standings":["official"`}},
	{request: "GET /about.json", status: 200, has: []string{`"version":"1.2.3"`}},
	{request: "GET /compare.json?jurisdictions=shelbyville&group=all", status: 200, has: []string{`"jurisdictions":["shelbyville"]`, `"savings_clause_1373"`}},
	{request: "GET /compare.json?left=springfield-ll-12-2014@enacted&right=shelbyville-eo-1-2019", status: 200, has: []string{`"left_address"`}},
	{request: "GET /policies?format=csv", status: 200, has: []string{"slug,jurisdiction"}},
	{request: "GET /api/v1/codebook?format=json", status: 200, has: []string{`"variables":[{"id":"detainer_compliance"`}},
	{request: "GET /api/v1/codebook.csv", status: 200, has: []string{"id,group,label,question,ordered,values", "complies | permitted | none"}},
	{request: "GET /api/v1/sources", status: 200, has: []string{`"name":"springfield"`, `"freshness":"stale"`, `"newest":"2025-06-01T09:00:00Z"`, `"freshness":"never_read"`, `"stale_after_days":30`, `"last_runs":[{`, `"last_runs":[]`}},
	{request: "GET /api/v1/sources?format=csv", status: 200, has: []string{"name,jurisdiction,title", ",stale,2025-06-01T09:00:00Z"}},
	{request: "GET /api/v1/runs", status: 200, has: []string{`"source":"springfield"`, `"outcome":"done"`}},
	{request: "GET /api/v1/runs?source=orders&limit=5&format=csv", status: 200, has: []string{"id,source,began,ended,outcome"}, hasNot: []string{"done"}},
	{request: "GET /api/v1/runs?source=springfeld", status: 400, has: []string{`"did_you_mean":"springfield"`}},
}

// do answers one request.
func do(s *Server, c call) *httptest.ResponseRecorder {
	method, path, _ := strings.Cut(c.request, " ")
	r := httptest.NewRequest(method, "http://refuge.example/", strings.NewReader(c.body))
	at, query, _ := strings.Cut(path, "?")
	r.URL.Path, r.URL.RawQuery, r.RequestURI = at, query, path
	if c.body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if name, value, ok := strings.Cut(c.header, ": "); ok {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w
}

func TestAPI(t *testing.T) {
	s := newServer(t, openRecord(t))
	for _, c := range calls {
		name := c.request
		if len(name) > 100 {
			name = name[:100]
		}
		t.Run(name, func(t *testing.T) {
			w := do(s, c)
			got := w.Body.String()
			if w.Code != c.status {
				t.Fatalf("status %d, want %d: %.2000s", w.Code, c.status, got)
			}
			for _, want := range c.has {
				if !strings.Contains(got, want) {
					t.Errorf("no %s in %.700s", want, got)
				}
			}
			for _, bad := range c.hasNot {
				if strings.Contains(got, bad) {
					t.Errorf("%s in %.700s", bad, got)
				}
			}
			checkAgainstDocument(t, s, c, w)
		})
	}
}

// operationAt is the operation of the document that answers a request, with
// the format its suffix stands for.
func operationAt(s *Server, c call) (op *huma.Operation, query string) {
	method, path, _ := strings.Cut(c.request, " ")
	path, query, _ = strings.Cut(path, "?")
	if stem, ext, ok := cutSuffix(path); ok {
		path, query = stem, strings.Trim(query+"&format="+ext, "&")
	}
	if path != "/healthz" {
		path = s.dataPath(path, strings.Contains(query, "left="))
	}
	parts := strings.Split(path, "/")
	for template, item := range s.api.OpenAPI().Paths {
		names := strings.Split(template, "/")
		same := len(names) == len(parts)
		for i := 0; same && i < len(names); i++ {
			same = names[i] == parts[i] || strings.HasPrefix(names[i], "{")
		}
		if same && method == http.MethodGet && item.Get != nil {
			return item.Get, query
		}
		if same && method == http.MethodPost && item.Post != nil {
			return item.Post, query
		}
	}
	return nil, query
}

func cutSuffix(path string) (stem, format string, ok bool) {
	at := strings.LastIndexByte(path, '.')
	if at < 0 {
		return path, "", false
	}
	f, ok := formatNamed(path[at+1:])
	return path[:max(at, 0)], f.name, ok
}

// checkAgainstDocument holds an answer against the schema the document gives
// for it.
func checkAgainstDocument(t *testing.T, s *Server, c call, w *httptest.ResponseRecorder) {
	t.Helper()
	mediaType, _, _ := strings.Cut(w.Header().Get("Content-Type"), ";")
	if mediaType != "application/json" && mediaType != problemType {
		return
	}
	op, _ := operationAt(s, c)
	var schema *huma.Schema
	switch {
	case mediaType == problemType:
		schema = s.api.OpenAPI().Components.Schemas.Map()["Problem"]
	case op != nil:
		schema = op.Responses["200"].Content[mediaType].Schema
	}
	if schema == nil {
		t.Fatalf("the document has no schema for %s", c.request)
	}
	var v any
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatal(err)
	}
	for _, complaint := range validate(s, schema, v) {
		t.Errorf("not what the document says: %.300v", complaint)
	}
}

func validate(s *Server, schema *huma.Schema, v any) []error {
	schema.PrecomputeMessages()
	var result huma.ValidateResult
	huma.Validate(s.api.OpenAPI().Components.Schemas, schema, huma.NewPathBuffer(nil, 0), huma.ModeReadFromServer, v, &result)
	return result.Errors
}

func TestEveryRouteAndParameterHasACase(t *testing.T) {
	s := newServer(t, openRecord(t))
	seen := map[string][]string{} // operation id to parameters
	for _, c := range calls {
		op, query := operationAt(s, c)
		if op == nil || c.status != 200 {
			continue
		}
		seen[op.OperationID] = append(seen[op.OperationID], "")
		for pair := range strings.SplitSeq(query, "&") {
			name, _, _ := strings.Cut(pair, "=")
			seen[op.OperationID] = append(seen[op.OperationID], name)
		}
	}
	for path, item := range s.api.OpenAPI().Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post} {
			if op == nil {
				continue
			}
			if len(seen[op.OperationID]) == 0 {
				t.Errorf("%s %s has no case that succeeds", op.Method, path)
			}
			for _, p := range op.Parameters {
				// Paging is walked in a test of its own.
				if p.In == "query" && p.Name != "cursor" && !slices.Contains(seen[op.OperationID], p.Name) {
					t.Errorf("parameter %s of %s %s has no case that succeeds", p.Name, op.Method, path)
				}
			}
		}
	}
}
