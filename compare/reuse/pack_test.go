package reuse

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"refuge/law"
)

func TestPack(t *testing.T) {
	rows := Signatures("7", strings.Repeat("No officer of the city shall hold a person beyond the hour of release on such a paper alone. ", 9))
	if len(rows) < 2 {
		t.Fatalf("%d rows", len(rows))
	}
	got, err := Unpack("7", Pack(rows))
	if err != nil || !slices.Equal(got, rows) {
		t.Errorf("%v %v", got, err)
	}
	if _, err := Unpack("7", Pack(rows)[1:]); !errors.Is(err, law.ErrInvalid) {
		t.Errorf("%v", err)
	}
}
