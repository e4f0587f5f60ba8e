package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"refuge/scrapers/all"
	"refuge/server"
)

const shutdownTime = 10 * time.Second

func (p *program) serveCmd() *cobra.Command {
	var addr, site string
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the web site and the JSON API",
		Long: `Serve the web site and the JSON API. The database is made on the first start
and loaded with the record the program carries. Nothing is fetched.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.serve(cmd.Context(), addr, site) },
	}
	cmd.Flags().StringVar(&addr, "addr", "127.0.0.1:8080", "address to listen on")
	cmd.Flags().StringVar(&site, "site", "", "address at which readers find the site, for feeds, for example https://refuge.example; without it their links are relative")
	return cmd
}

func (p *program) serve(ctx context.Context, addr, site string) (err error) {
	// The address comes first: a port in use is learnt before a database is made.
	listener, err := net.Listen("tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("%s is in use by another program; choose another address with --addr", addr)
	case err != nil:
		return fmt.Errorf("cannot listen on %q: %w; write --addr as host:port, for example 127.0.0.1:8080", addr, err)
	}
	defer func() {
		if closeErr := listener.Close(); closeErr != nil && !errors.Is(closeErr, net.ErrClosed) {
			err = errors.Join(err, closeErr)
		}
	}()
	s, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	pages, err := server.New(server.Options{Store: s, Site: site, Sources: sourceInfos(), Version: programVersion(), Build: build(), Today: today, Log: p.log()})
	if err != nil {
		return fmt.Errorf("setting up the site: %w", err)
	}
	h := &http.Server{Handler: pages.Handler(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second,
		WriteTimeout: 60 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10}
	held, err := s.Totals(ctx)
	if err != nil {
		return fmt.Errorf("counting the record: %w", err)
	}
	fmt.Fprintf(p.stdout, "Refuge is at http://%s (stop it with Ctrl-C)\nIt holds %s.\n", listener.Addr(), held)
	ended := make(chan error, 1)
	go func() { ended <- h.Serve(listener) }()
	select {
	case err := <-ended:
		return fmt.Errorf("serving: %w", err)
	case <-ctx.Done():
	}
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
	defer cancel()
	if err := h.Shutdown(late); err != nil {
		return fmt.Errorf("stopping: %w", err)
	}
	return nil
}

// sourceInfos is the list of sources as the site shows it.
func sourceInfos() []server.SourceInfo {
	var infos []server.SourceInfo
	for _, src := range all.Sources() {
		i := src.Info()
		infos = append(infos, server.SourceInfo{Name: i.Name, Jurisdiction: i.Jurisdiction, Title: i.Title, Publisher: i.Publisher,
			Platform: i.Platform, BaseURL: i.BaseURL, Terms: i.Terms, NeedsToken: i.NeedsToken, Archive: i.Archive, Stale: i.Stale, Notes: i.Notes})
	}
	return infos
}
