// Sends a letter of up to 100 MB from this browser straight to the archive. The console
// gives the ticket, which is for these bytes alone, and has them verified afterwards. What
// the console refuses, it says on its own page: then the form goes there by itself.
'use strict';
const most = 100 * 1024 * 1024;
const form = document.getElementById('letter');
const file = document.getElementById('file');
const says = document.getElementById('sending');
const button = form.querySelector('button');

document.getElementById('most').textContent = '100 MB';

// goOn sends the form without the file, which is in the archive or is described.
function goOn(what, fields) {
  for (const [name, value] of Object.entries({ ...fields, do: what })) {
    const hidden = document.createElement('input');
    hidden.type = 'hidden';
    hidden.name = name;
    hidden.value = value;
    form.append(hidden);
  }
  file.disabled = true;
  form.enctype = 'application/x-www-form-urlencoded';
  form.submit();
}

function put(ticket, bytes) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // fetch does not say how far it is
    request.open(ticket.method, ticket.url);
    for (const [name, value] of Object.entries(ticket.headers)) {
      if (name.toLowerCase() !== 'content-length') request.setRequestHeader(name, value); // the browser's own
    }
    let told = -1;
    request.upload.onprogress = (e) => {
      const tenth = Math.floor((10 * e.loaded) / e.total);
      if (tenth !== told) says.textContent = `Sending: ${(told = tenth) * 10} % of ${(e.total / 1048576).toFixed(1)} MB.`;
    };
    // 412: these very bytes are there already, of an attempt whose answer was lost.
    request.onload = () => (request.status < 300 || request.status === 412 ? resolve() : reject(new Error('refused')));
    request.onerror = () => reject(new Error('not reached'));
    request.send(bytes);
  });
}

form.addEventListener('submit', async (event) => {
  const chosen = file.files[0];
  if (!chosen || !chosen.size || form.elements.title.value.trim() === '') return; // the console says what is missing
  event.preventDefault();
  if (button.disabled) return;
  if (chosen.size > most) {
    goOn('describe', { size: chosen.size });
    return;
  }
  button.disabled = true;
  says.textContent = 'Reading the file.';
  let ticket;
  try {
    const bytes = await chosen.arrayBuffer();
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    const dot = chosen.name.lastIndexOf('.');
    const described = {
      size: chosen.size,
      sha256: Array.from(digest, (b) => b.toString(16).padStart(2, '0')).join(''),
      ending: dot < 0 ? '' : chosen.name.slice(dot + 1, dot + 11),
    };
    const asked = new URLSearchParams({ ...described, do: 'ticket', title: form.elements.title.value, form: form.elements.form.value, key: form.elements.key.value });
    const answer = await fetch(location.pathname, { method: 'POST', body: asked });
    if (!(answer.headers.get('Content-Type') || '').startsWith('application/json')) {
      goOn('describe', described);
      return;
    }
    ticket = await answer.json();
    await put(ticket, bytes);
    says.textContent = 'Sent. It is being verified.';
    goOn('complete', { document: ticket.document });
  } catch {
    button.disabled = false;
    if (chosen.size <= 4 * 1024 * 1024) {
      form.submit(); // through the console, as without this file
      return;
    }
    if (ticket) {
      goOn('complete', { document: ticket.document }); // an answer may have been lost: the console says whether it has arrived
      return;
    }
    says.textContent = 'The file could not be read, or the console not be reached. Nothing was sent.';
  }
});
