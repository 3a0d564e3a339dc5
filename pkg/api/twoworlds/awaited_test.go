package twoworlds

// awaited are the stories of which it is known that they tell, and which are not
// drawn until that is mended.
var awaited = map[string]bool{}
