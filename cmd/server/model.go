package main

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"lauter/assessment"
	"lauter/internal/store"
)

// Run lists the versions of the model in the data folder.
func (c modelListCommand) Run(ctx context.Context, io streams) error {
	return c.withModel(ctx, func(st *store.Store, shipped *assessment.Model) error {
		all, err := st.Models(ctx, operator)
		if err != nil {
			return err
		}
		current, err := st.CurrentModel(ctx, shipped)
		if err != nil {
			return err
		}
		out := tabwriter.NewWriter(io.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(out, "VERSION\tIMPORTED\tASSESSMENTS\tFOR NEW ONES\tSHA-256")
		for _, m := range all {
			used := yes(m.Version == current.Version)
			fmt.Fprintf(out, "%s\t%s\t%d\t%s\t%s\n", m.Version, m.ImportedAt.Local().Format(time.DateTime), m.Assessments, used, m.Digest)
		}
		return out.Flush()
	})
}

// Run chooses the version that new assessments use.
func (c modelUseCommand) Run(ctx context.Context, io streams) error {
	return c.withModel(ctx, func(st *store.Store, shipped *assessment.Model) error {
		m, err := st.ChooseModel(ctx, operator, shipped, c.Args.Version)
		if errors.Is(err, assessment.ErrNotFound) {
			return exit(exitFailed, "version %s is not there, or this program can't compute it (server model list shows what there is)", c.Args.Version)
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(io.out, "new assessments use version %s\n", m.Version)
		return nil
	})
}

// withModel opens the data folder, with the model of this program in it, for fn.
func (d dataFolder) withModel(ctx context.Context, fn func(*store.Store, *assessment.Model) error) error {
	shipped, err := assessment.Load()
	if err != nil {
		return exit(exitModel, "%w", err)
	}
	return d.with(ctx, func(st *store.Store) error {
		if err := st.ImportModel(ctx, shipped, assessment.Shipped()); err != nil {
			return exit(exitModel, "%w", err)
		}
		return fn(st, shipped)
	})
}
