package server

import (
	"encoding/xml"
	"fmt"
	"io"
	"net/url"
	"reflect"
	"time"

	"refuge/frontend"
	"refuge/record"
)

// The feed of a list, in Atom (RFC 4287): what entered the record or changed in
// it, last first. An item whose change is not known is not in it. The Host of
// a request is never trusted: addresses are relative unless the operator names
// the site's own, and what an entry is called is made of permanent names alone.

// feedName is the name of the format.
const feedName = "atom"

type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Title   string      `xml:"title"`
	ID      string      `xml:"id"`
	Updated string      `xml:"updated"`
	Author  string      `xml:"author>name"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	Title     string     `xml:"title"`
	ID        string     `xml:"id"`
	Updated   string     `xml:"updated"`
	Published string     `xml:"published,omitempty"`
	Links     []atomLink `xml:"link"`
	Summary   string     `xml:"summary,omitempty"`
}

// feedItem is an item of a list as a feed tells it.
type feedItem struct {
	name, title, summary, address string
	entered, changed              *time.Time
}

// feedItemOf reads what a feed tells of an item; ok is false for a kind of item
// that does not know when it changed.
func feedItemOf(item any) (f feedItem, ok bool) {
	switch i := item.(type) {
	case record.Brief:
		return feedItem{name: "policy:" + i.Slug, title: i.JurisdictionName + ": " + i.Name(), summary: i.Title,
			address: policyAddress(i.Slug), entered: i.Entered, changed: i.Changed}, true
	case record.Entry:
		return feedItem{name: fmt.Sprintf("event:%s:%s:%s:%s", i.Policy, i.Type, url.PathEscape(i.Date.String()), url.PathEscape(i.Actor+i.Raw)),
			title: i.JurisdictionName + ". " + frontend.EntryName(i), summary: i.Note,
			address: policyAddress(i.Policy) + "#" + frontend.EntryID(i), entered: i.Entered, changed: i.Changed}, true
	}
	return feedItem{}, false
}

// feeder is a list that can be a feed.
type feeder interface {
	feeds() bool
	items() []feedItem
}

func (l list[T]) feeds() bool {
	var item T
	_, ok := feedItemOf(item)
	return ok
}

func (l list[T]) items() []feedItem {
	var out []feedItem
	for _, item := range l.Items {
		if f, ok := feedItemOf(item); ok && f.changed != nil {
			out = append(out, f)
		}
	}
	return out
}

// hasFeed says that an answer of this type can be a feed.
func hasFeed(t reflect.Type) bool {
	f, ok := reflect.Zero(t).Interface().(feeder)
	return ok && f.feeds()
}

func writeFeed(w io.Writer, d document) error {
	return as[feeder](w, d, func(f feeder, w io.Writer) error {
		self := withQueryOf(d.at)
		feed := atomFeed{Title: "Refuge: " + d.at.Path, ID: urn("feed", self), Author: "Refuge", Updated: time.Unix(0, 0).UTC().Format(time.RFC3339),
			Links: []atomLink{{Rel: "self", Type: "application/atom+xml", Href: d.server.site + self}}}
		for i, item := range f.items() {
			changed := item.changed.UTC().Format(time.RFC3339)
			if i == 0 || changed > feed.Updated {
				feed.Updated = changed
			}
			e := atomEntry{Title: item.title, ID: "urn:refuge:" + item.name, Updated: changed, Summary: item.summary,
				Links: []atomLink{{Rel: "alternate", Type: "text/html", Href: d.server.site + item.address}}}
			if item.entered != nil {
				e.Published = item.entered.UTC().Format(time.RFC3339)
			}
			feed.Entries = append(feed.Entries, e)
		}
		if _, err := io.WriteString(w, xml.Header); err != nil {
			return fmt.Errorf("writing a feed: %w", err)
		}
		if err := xml.NewEncoder(w).Encode(feed); err != nil {
			return fmt.Errorf("writing a feed: %w", err)
		}
		return nil
	})
}

// urn is a lasting name made of an address of this site.
func urn(kind, address string) string { return "urn:refuge:" + kind + ":" + url.PathEscape(address) }

func withQueryOf(at location) string {
	if at.Query == "" {
		return at.Path
	}
	return at.Path + "?" + at.Query
}
