package nycorders_test

import (
	"testing"

	"refuge/scrapers/nycorders"
	"refuge/scrapers/scrapertest"
)

func TestGolden(t *testing.T) { scrapertest.Golden(t, nycorders.New()) }
