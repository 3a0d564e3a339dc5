// Package power says who may ask what of a register, how far, and whether they have to
// say why. It is below every room of package register: each asks it before anything
// else, and package api as soon as it knows who asks.
package power
