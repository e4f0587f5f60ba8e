package nyccouncil_test

import (
	"testing"

	"refuge/scrapers/nyccouncil"
	"refuge/scrapers/scrapertest"
)

func TestGolden(t *testing.T) { scrapertest.Golden(t, nyccouncil.New()) }
