package assessment
import ("testing";"fmt";"errors";"go.yaml.in/yaml/v4";"go.yaml.in/yaml/v4/plugin/loaderlimits")
type tr struct{ A int `yaml:"a"`; B map[string]struct{C bool `yaml:"c"`} `yaml:"b"`; D []string `yaml:"d"`; T frac `yaml:"t"`}
type frac struct{s string}
func (f *frac) UnmarshalYAML(n *yaml.Node) error { if n.Value=="bad" {return fmt.Errorf("not a fraction: %s", n.Value)}; f.s=n.Value; return nil}
func TestTry(t *testing.T){
 for _, in := range []string{"a: x\nwieght: 3\nb:\n  k: {c: maybe, zz: 1}\nd: [1, {a: b}]\nt: bad\n", "a: 1\na: 2\n", "a: 1\n---\na: 2\n", "a: [1\n", "a: 1.5\nd: ~\n", "", "# x\n", "a: &x 1\nd: [*x]\n", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "a: !!binary abc\n", "? [a]\n: b\n", "a: 1\n\tb: 2\n","b:\n  <<: {k: {c: true}}\n", "d: [yes, 2026-11-22, 0x10, 1.50]\n", "\xff\xfe"} {
  var n yaml.Node
  err := yaml.Load([]byte(in), &n, yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(32))))
  fmt.Printf("--- %q\nnode: %v\n", in, err)
  var le *yaml.LoadError
  if errors.As(err,&le) { fmt.Printf("  LE %v %v %q\n", le.Mark.Line, le.Mark.Column, le.Message) }
  if err!=nil {continue}
  var v tr
  err = n.Load(&v, yaml.WithKnownFields())
  fmt.Printf("load: %v %+v\n", err, v)
  var les *yaml.LoadErrors
  if errors.As(err,&les) { for _, e := range les.Errors { fmt.Printf("   %d:%d %q (%s %d:%d)\n", e.Mark.Line, e.Mark.Column, e.Message, e.ContextMsg, e.ContextMark.Line, e.ContextMark.Column) } }
 }
}
