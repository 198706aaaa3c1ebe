package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"lauter/assessment"
	"lauter/internal/scoring"
)

// scoringFile is an export, and the model that it was made with if that is not the one in this program.
type scoringFile struct {
	Model string `long:"model" value-name:"DIR" description:"Folder with the four files of the model that FILE was made with, if it is not the one in this program."`
	Args  struct {
		File string `positional-arg-name:"file" description:"An export, or {\"model\": {\"id\", \"version\"}, \"answers\"}; - for standard input."`
	} `positional-args:"yes" required:"yes"`
}

// Run prints the results that the answers of the file have.
func (c scoreCommand) Run(_ context.Context, io streams) error {
	file, model, err := c.open()
	if err != nil {
		return err
	}
	results, err := file.Score(model)
	if err != nil {
		return exit(exitUsage, "%s: %w", c.name(), err)
	}
	_, err = io.out.Write(results)
	return err
}

// Run prints everything in which the file is not what the method gives.
func (c verifyCommand) Run(_ context.Context, io streams) error {
	file, model, err := c.open()
	if err != nil {
		return err
	}
	agree, deviations, err := file.Verify(model)
	if err != nil {
		return exit(exitUsage, "%s: %w", c.name(), err)
	}
	for _, d := range deviations {
		fmt.Fprintln(io.out, d)
	}
	switch n := len(deviations); n {
	case 0:
		fmt.Fprintf(io.out, "verified: %d values agree\n", agree)
		return nil
	case 1:
		fmt.Fprintln(io.out, "1 deviation")
	default:
		fmt.Fprintf(io.out, "%d deviations\n", n)
	}
	return &exitError{code: exitFailed, err: errQuiet}
}

// name is what the file is called in messages.
func (c scoringFile) name() string { return nameOf(c.Args.File) }

func nameOf(file string) string {
	if file == "-" {
		return "standard input"
	}
	return file
}

// Run checks a downloaded log: every entry belongs to its hash and follows the one before it.
func (c logCommand) Run(_ context.Context, io streams) error {
	in := os.Stdin
	if c.Args.File != "-" {
		f, err := os.Open(c.Args.File)
		if err != nil {
			return exit(exitUsage, "%w", err)
		}
		defer f.Close()
		in = f
	}
	n, err := assessment.VerifyLog(in)
	if err != nil {
		return exit(exitFailed, "%s: %w (%d entries before it are in order)", nameOf(c.Args.File), err, n)
	}
	fmt.Fprintf(io.out, "verified: %d entries\n", n)
	return nil
}

// open reads the file and finds the model that it names.
func (c scoringFile) open() (*scoring.File, *assessment.Model, error) {
	data, err := c.read()
	if err != nil {
		return nil, nil, exit(exitUsage, "%w", err)
	}
	file, err := scoring.ReadFile(data)
	if err != nil {
		return nil, nil, exit(exitUsage, "%s: %w", c.name(), err)
	}
	model, err := c.model()
	if err != nil {
		return nil, nil, err
	}
	if method := file.Method(); method != "" && method != model.Method {
		return nil, nil, exit(exitModel, "%s was computed with the method %.40q; this program knows %s", c.name(), method, model.Method)
	}
	if name := file.Model; !name.Of(model) {
		have := "this program has"
		if c.Model != "" {
			have = c.Model + " holds"
		}
		return nil, nil, exit(exitModel, "%s was made with the model %s; %s %s; use --model with the files of the right one", c.name(), name,
			have, scoring.ModelName{ID: model.ID, Version: model.Version, Digest: model.Digest})
	}
	return file, model, nil
}

func (c scoringFile) read() ([]byte, error) {
	in := io.Reader(os.Stdin)
	if c.Args.File != "-" {
		f, err := os.Open(c.Args.File)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	return io.ReadAll(io.LimitReader(in, scoring.MaxFile+1)) // one more, so that it is found to be too large
}

// model is the one in this program, or that of the folder.
func (c scoringFile) model() (*assessment.Model, error) {
	if c.Model == "" {
		model, err := assessment.Load()
		if err != nil {
			return nil, exit(exitModel, "%w", err)
		}
		return model, nil
	}
	files := assessment.Files{}
	for _, name := range assessment.FileNames() {
		content, err := os.ReadFile(filepath.Join(c.Model, name))
		if err != nil {
			return nil, exit(exitUsage, "%w", err)
		}
		files[name] = content
	}
	model, err := assessment.Parse(files)
	if broken := (*assessment.LoadError)(nil); errors.As(err, &broken) {
		return nil, exit(exitModel, "the model in %s can't be used: %s", c.Model, broken.Problems[0])
	}
	return model, err
}
