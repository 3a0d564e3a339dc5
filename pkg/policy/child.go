package policy

import "disclosure-register/pkg/disclosure"

// childWords are the words for a role by which somebody is said to be a child.
var childWords = []string{"child", "looked-after-child", "child-in-care", "young-person"}

var childRoles = inRole(childWords)

// IsChildByRole reports whether one of the person's roles is a child's.
func IsChildByRole(p disclosure.Subject) bool { return childRoles(p) }

// isChild reports whether the person is said to be a child. Where it is not said,
// it is not known, which is not the same as no.
func isChild(p disclosure.Subject) bool {
	if p.Child != nil {
		return *p.Child
	}
	return childRoles(p)
}
