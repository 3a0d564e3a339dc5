// Package compile reads the law as people write it, in YAML, checks it, and compiles it
// into what package policy reads. No function imports it: what is deployed has been
// checked.
package compile

import (
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/parser"

	"disclosure-register/pkg/policy"
)

// Read reads a law from YAML in a folder laid out as package policy's own:
// catalogue/, notices/ and registers.yaml. It is strict: an unknown or repeated
// key or id, a reference that leads nowhere, or a day that does not exist is an
// error of type [Problems], which names every fault with its file and line.
func Read(files fs.FS) (policy.Parts, error) {
	l := law{files: map[*policy.Notice]string{}}
	var problems Problems
	if err := l.readCatalogue(files, &problems); err != nil {
		return policy.Parts{}, err
	}
	if err := l.readNotices(files, &problems); err != nil {
		return policy.Parts{}, err
	}
	l.check(&problems)
	if err := problems.err(files); err != nil {
		return policy.Parts{}, err
	}
	return l.Parts, nil
}

// law is one as it is read, and the file in which each notice stands.
type law struct {
	policy.Parts
	files map[*policy.Notice]string
}

// catalogueFile is what a file of the catalogue may hold.
type catalogueFile struct {
	Version        string                 `yaml:"version"`
	Items          []policy.Item          `yaml:"items"`
	Provisions     []policy.Provision     `yaml:"provisions"`
	Gateways       []policy.Gateway       `yaml:"gateways"`
	Compatibility  []policy.Compatibility `yaml:"purposeCompatibility"`
	Adequacy       []policy.Adequacy      `yaml:"adequacy"`
	Recipients     []policy.Recipient     `yaml:"recipients"`
	DataCategories []policy.DataCategory  `yaml:"dataCategories"`
	Evidence       []policy.Field         `yaml:"evidence"`
}

func (l *law) readCatalogue(files fs.FS, problems *Problems) error {
	names, err := fs.Glob(files, "catalogue/*.yaml")
	if err != nil {
		return fmt.Errorf("list the catalogue: %w", err)
	}
	c := &l.Catalogue
	for _, name := range names {
		var file catalogueFile
		if err := decode(files, name, &file); err != nil {
			return err
		}
		if file.Version != "" {
			c.Version = file.Version
		}
		checkFile(name, &file, problems)
		c.Items = append(c.Items, file.Items...)
		c.Provisions = append(c.Provisions, file.Provisions...)
		c.Gateways = append(c.Gateways, file.Gateways...)
		c.Compatibility = append(c.Compatibility, file.Compatibility...)
		c.Adequacy = append(c.Adequacy, file.Adequacy...)
		c.Recipients = append(c.Recipients, file.Recipients...)
		c.DataCategories = append(c.DataCategories, file.DataCategories...)
		c.Evidence = append(c.Evidence, file.Evidence...)
	}
	if c.Version == "" {
		problems.add("catalogue", "", "no file gives the catalogue's version")
	}
	titleChoices(c)
	return nil
}

// titleChoices gives each answer of a piece of evidence that is an id of the catalogue the
// title that it has there, and each piece of evidence the ids of its answers.
func titleChoices(c *policy.Catalogue) {
	titles := map[string]string{}
	for _, item := range c.Items {
		titles[item.ID] = item.Title
	}
	for _, item := range c.Compatibility {
		titles[item.ID] = item.Title
	}
	for i := range c.Evidence {
		for n := range c.Evidence[i].Titles {
			one := &c.Evidence[i].Titles[n]
			if one.Title == "" {
				one.Title = titles[one.ID]
			}
			c.Evidence[i].Choices = append(c.Evidence[i].Choices, one.ID)
		}
	}
}

// readNotices reads the registers and every notice.
func (l *law) readNotices(files fs.FS, problems *Problems) error {
	var list struct {
		Registers []policy.RegisterEntry `yaml:"registers"`
	}
	if err := decode(files, "registers.yaml", &list); err != nil {
		return err
	}
	l.Registers = list.Registers
	slices.SortFunc(l.Registers, func(a, b policy.RegisterEntry) int { return strings.Compare(a.ID.String(), b.ID.String()) })

	names, err := fs.Glob(files, "notices/*.yaml")
	if err != nil {
		return fmt.Errorf("list the notices: %w", err)
	}
	for _, name := range names {
		notice := &policy.Notice{}
		if err := decode(files, name, notice); err != nil {
			return err
		}
		finish(notice)
		l.files[notice] = name
		l.Notices = append(l.Notices, notice)
	}
	slices.SortStableFunc(l.Notices, func(a, b *policy.Notice) int {
		if a.ID != b.ID {
			return strings.Compare(a.ID, b.ID)
		}
		return a.Effective.From.Compare(b.Effective.From)
	})
	return nil
}

// finish completes a notice that has been decoded.
func finish(n *policy.Notice) {
	for i := range n.Retention {
		n.Retention[i].Rule = n.ID + " " + n.Version
	}
}

// Notice reads one notice file and returns every fault in it, each with its
// line: references are looked up in the law of the parts. None means that the file can
// be put into notices/ as it is. A fault that keeps the file from being read at all
// hides those behind it.
func Notice(of policy.Parts, file string, source []byte) Problems {
	n := &policy.Notice{}
	problems := unknownKeys(file, source, reflect.TypeFor[policy.Notice]())
	if err := decodeYAML(file, source, n); err != nil && len(problems) == 0 {
		errors.As(err, &problems)
		return problems
	} else if err != nil {
		// The keys nobody knows are listed; the rest is read without them.
		*n = policy.Notice{}
		if err := yaml.Unmarshal(source, n); err != nil {
			return problems.sorted()
		}
	}
	finish(n)
	var deeper Problems
	checker{law: index(of), file: file, problems: &deeper}.notice(n)
	tree, _ := parser.ParseBytes(source, 0)
	for i := range deeper {
		deeper[i].Line = lineOf(tree, deeper[i].path)
	}
	return append(problems, deeper...).sorted()
}

// Registers reads a list of registers, laid out as registers.yaml: those against which a
// notice of a new council can be checked.
func Registers(file string, source []byte) ([]policy.RegisterEntry, error) {
	var list struct {
		Registers []policy.RegisterEntry `yaml:"registers"`
	}
	if err := decodeYAML(file, source, &list); err != nil {
		return nil, err
	}
	return list.Registers, nil
}
