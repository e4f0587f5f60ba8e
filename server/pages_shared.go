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
	p.Title = "Shared language: " + nameOf(policy)
	for _, place := range b.Same {
		p.Same = append(p.Same, sharedPlaceOf(place))
	}
	for _, passage := range b.Passages {
		shown := frontend.SharedPassage{Words: passage.Words, Open: passage.First == nil}
		for i, appeared := range passage.Appearances {
			place := sharedPlaceOf(appeared.sharedPlace)
			place.Own, place.Percent = appeared.Own, int(100*appeared.Same+0.5)
			place.First = i == 0 && passage.First != nil
			shown.Places = append(shown.Places, place)
		}
		p.Passages = append(p.Passages, shown)
	}
	return p, nil
}

func sharedPlaceOf(p sharedPlace) frontend.SharedPlace {
	return frontend.SharedPlace{Policy: p.Policy, Name: p.PolicyTitle, Place: p.JurisdictionName, Version: p.Version, Standing: p.Standing, Date: p.Date}
}
