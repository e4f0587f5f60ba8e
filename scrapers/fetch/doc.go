// Package fetch has the one HTTP client that every source is asked with, and
// the capture store in which every answer is kept before anything reads it.
//
// The client is polite: it says its name and a contact, obeys robots.txt with
// its crawl-delay, keeps to a rate and to a number of requests at once for
// each host, and waits as long as a server asks. It is careful: it connects to
// public addresses only, bounds every answer in size and time, and takes the
// pages of firewalls and of maintenance for what they are. It stops at 401 and
// 403 and works round neither.
//
// The capture store is a folder of WARC 1.1 files, one gzip member a record.
package fetch
