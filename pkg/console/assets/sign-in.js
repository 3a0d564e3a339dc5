// The code stands after the # of the link, which no browser sends anywhere. It goes
// into the form, and out of the address and the history.
'use strict';
const code = location.hash.slice(1);
if (code) {
  document.getElementById('code').value = code;
  document.getElementById('typed').hidden = true;
  history.replaceState(null, '', location.pathname);
}
