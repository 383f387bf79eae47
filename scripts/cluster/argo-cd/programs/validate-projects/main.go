// Command validate-projects says what Argo CD's own validator has against AppProjects. It is what its API asks before each
// change of a project; neither the kind's schema nor a sync asks it.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	"sigs.k8s.io/yaml"
)

type verdict struct {
	File    string `json:"file"`
	Project string `json:"project"`
	Problem string `json:"problem"`
}

func main() {
	verdicts := []verdict{}
	for _, file := range os.Args[1:] {
		content, err := os.ReadFile(file)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		project := v1alpha1.AppProject{}
		problem := ""
		if err := yaml.UnmarshalStrict(content, &project); err != nil {
			problem = err.Error()
		} else if err := project.ValidateProject(); err != nil {
			problem = err.Error()
		}
		verdicts = append(verdicts, verdict{File: file, Project: project.Name, Problem: problem})
	}
	if err := json.NewEncoder(os.Stdout).Encode(verdicts); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}
