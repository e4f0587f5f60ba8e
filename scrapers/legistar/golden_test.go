package legistar_test

import (
	"testing"

	"refuge/scrapers/legistar"
	"refuge/scrapers/scrapertest"
)

func TestGolden(t *testing.T) {
	for _, c := range legistar.Cities {
		scrapertest.Golden(t, legistar.New(c))
	}
}
