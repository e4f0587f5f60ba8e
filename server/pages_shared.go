package server

import (
	"github.com/gin-gonic/gin"

	"refuge/frontend"
)

func (s *Server) sharedPage(c *gin.Context) (frontend.Page, error) {
	ctx, a := c.Request.Context(), askedOf(c)
	label := a.words("version", 100)
	if a.err != nil {
		return nil, a.err
	}
	policy, err := s.policy(ctx, c.Param("slug"))
	if err != nil {
		return nil, err
	}
	row, err := s.store.Jurisdiction(ctx, policy.Jurisdiction)
	if err != nil {
		return nil, err
	}
	b, err := s.shared(ctx, policy, label)
	if err != nil {
		return nil, err
	}
	p := &frontend.Shared{Base: policyBase(policy, row.Name, "/shared"), Policy: brief(policy, row.Name), Version: b.Version, Indexed: b.Indexed}
	p.Title = "Shared language: " + policy.Name()
	for _, place := range b.Same {
		p.Same = append(p.Same, frontend.SharedPlace{TextPlace: place})
	}
	for _, passage := range b.Passages {
		shown := frontend.SharedPassage{Words: passage.Words, Open: passage.First == nil}
		for i, appeared := range passage.Appearances {
			shown.Places = append(shown.Places, frontend.SharedPlace{TextPlace: appeared.TextPlace, Own: appeared.Own,
				Percent: int(100*appeared.Same + 0.5), First: i == 0 && passage.First != nil})
		}
		p.Passages = append(p.Passages, shown)
	}
	return p, nil
}
