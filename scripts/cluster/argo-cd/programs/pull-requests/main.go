// Command argo-cd-pull-requests is those programs of Argo CD that make, sync and delete Applications of pull requests. Which of them
// it is says its environment, as in Argo CD's own program; the API, the notifications and the command line are left out.
package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	controller "github.com/argoproj/argo-cd/v3/cmd/argocd-application-controller/commands"
	applicationsets "github.com/argoproj/argo-cd/v3/cmd/argocd-applicationset-controller/commands"
	repositories "github.com/argoproj/argo-cd/v3/cmd/argocd-repo-server/commands"
)

func main() {
	programs := map[string]func() *cobra.Command{
		"argocd-application-controller":    controller.NewCommand,
		"argocd-applicationset-controller": applicationsets.NewCommand,
		"argocd-repo-server":               repositories.NewCommand,
	}
	name := os.Getenv("ARGOCD_BINARY_NAME")
	program, ok := programs[name]
	if !ok {
		fmt.Fprintf(os.Stderr, "ARGOCD_BINARY_NAME names no program: %q\n", name)
		os.Exit(2)
	}
	if err := program().Execute(); err != nil {
		os.Exit(1)
	}
}
