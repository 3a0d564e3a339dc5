// The walk of check.sh: two Data Protection Officers, an officer of a department and an
// auditor in a browser, by keyboard alone.
'use strict';
const { execFileSync } = require('node:child_process');
const { createHash, randomUUID } = require('node:crypto');
const { readFileSync, writeFileSync } = require('node:fs');
const { createServer } = require('node:http');
const { join } = require('node:path');
const { chromium } = require('playwright-core');

const { CONSOLE_TOOL: tool, CONSOLE_DATA: data, CONSOLE_URL: url, CONSOLE_SHOTS: shots, CONSOLE_PRINTED: printed, CONSOLE_KEY: logKey, CONSOLE_EVERY: every } = process.env;
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const register = 'E07000107';
// pictured are the pages that the README shows.
const pictured = ['today', 'answer'];
const subject = 'DBC-P-550193';

// inDays is the day so many days from today.
const inDays = (n) => new Date(Date.now() + n * 86400000).toISOString().slice(0, 10);

const run = (...args) => execFileSync(tool, [...args, '--data', data, '--register', register]).toString().trim();

// record puts something on record through the API, as the console does not.
async function record(token, path, body) {
  const response = await fetch(`${url}/v1/registers/${register}${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID() },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

async function recordWhatHappened() {
  const officer = run('token', '--role', 'recorder', '--department', 'housing', '--name', 'A. N. Officer');
  const told = JSON.parse(readFileSync('docs/examples/housing-ombudsman.json', 'utf8'));
  told.subjects = [{ reference: subject, role: 'complainant' }];
  for (const item of told.data) delete item.subject;
  await record(officer, '/disclosures', told);
  const kept = structuredClone(told);
  kept.case = 'DBC-C-2026-0151';
  kept.disclosedAt = '2026-11-12T11:00:00Z';
  kept.justification.exemptions = [{
    id: 'dpa18-sch2-para7', provisions: ['15(1)-(3)'], reason: 'It would spoil the inquiry.', reviewBy: inDays(90),
  }];
  kept.tellSubject = { outcome: 'not-told', ground: 'dpa18-sch2-para7' };
  await record(officer, '/disclosures', kept);
  await record(officer, '/shares', JSON.parse(readFileSync('docs/examples/share.json', 'utf8')));
}

// faults are what is wrong with pages, each said once the walk is over.
const faults = [];

// sights are how a page is looked at: as on a desk, by day and in the dark; on a window of
// 1280 by 1024 px at 400 %, which is 320 by 256 px (WCAG 2.2, 1.4.10); and printed on A4.
const sights = [
  { name: 'desk', width: 1100, height: 900, colorScheme: 'light' },
  { name: 'dark', width: 1100, height: 900, colorScheme: 'dark' },
  { name: 'narrow', width: 320, height: 256, colorScheme: 'light' },
  { name: 'narrow-dark', width: 320, height: 256, colorScheme: 'dark' },
  { name: 'print', width: 673, height: 950, colorScheme: 'light', media: 'print' },
];

// misplaced runs in the page: what is wider than it, lies over something else, or is cut
// off. What is for screen readers alone is no part of the sight.
function misplaced() {
  const found = [];
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > wide) found.push('the page scrolls sideways');
  const seen = (e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest('.unseen, .skip, option');
  const boxes = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    if (!node.data.trim() || !seen(node.parentElement)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const r of range.getClientRects()) if (r.width > 1) boxes.push({ of: node.parentElement, r, says: node.data.trim().slice(0, 40), text: true });
  }
  for (const e of document.querySelectorAll('input:not([type=hidden]), select, textarea, button, a.button, svg')) {
    if (seen(e)) boxes.push({ of: e, r: e.getBoundingClientRect(), says: e.outerHTML.slice(0, 60) });
  }
  for (const { r, says } of boxes) if (r.right > wide + 1 || r.left < -1) found.push(`beyond the edge: ${says}`);
  for (let i = 0; i < boxes.length; i++) {
    for (let n = i + 1; n < boxes.length; n++) {
      const [a, b] = [boxes[i], boxes[n]];
      if (a.of === b.of || a.of.contains(b.of) || b.of.contains(a.of)) continue;
      const across = Math.min(a.r.right, b.r.right) - Math.max(a.r.left, b.r.left);
      const down = Math.min(a.r.bottom, b.r.bottom) - Math.max(a.r.top, b.r.top);
      // Lines of text stand a little into each other, since letters are smaller than their boxes.
      const most = a.text && b.text ? 0.4 * Math.min(a.r.height, b.r.height) : 2;
      if (across > 2 && down > most) found.push(`one over the other: ${a.says} / ${b.says}`);
    }
  }
  for (const e of document.querySelectorAll('body *')) {
    if (seen(e) && getComputedStyle(e).overflowX !== 'visible' && e.matches(':not(input, select, textarea, svg, pre, .wide)') && e.scrollWidth > e.clientWidth + 1) found.push(`cut off: ${e.outerHTML.slice(0, 60)}`);
  }
  return found;
}

// onPaper runs in the page as it is printed: what is of no use there, or hard to read.
function onPaper() {
  const found = [];
  for (const e of document.querySelectorAll('nav, .skip, button, .button, .acts, .filters, .back')) if (e.checkVisibility()) found.push(`printed: ${e.outerHTML.slice(0, 60)}`);
  for (const e of document.querySelectorAll('body *')) {
    if (!e.checkVisibility() || ![...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim())) continue;
    const style = getComputedStyle(e);
    const shade = Math.max(...style.color.match(/\d+/g).slice(0, 3).map(Number));
    if (shade > 0x40) found.push(`printed in a pale colour: ${e.outerHTML.slice(0, 60)}`);
    if (parseFloat(style.fontSize) < 11.9 && !e.closest('.unseen')) found.push(`printed smaller than 9 points: ${e.outerHTML.slice(0, 60)}`);
  }
  for (const e of document.querySelectorAll('details:not(.filters) > :not(summary)')) if (!e.checkVisibility()) found.push(`not printed: ${e.outerHTML.slice(0, 60)}`);
  if (!document.querySelector('h1').checkVisibility()) found.push('printed without its heading');
  return found;
}

// Browser is one person at one browser, who has no mouse.
class Browser {
  constructor(page, scheme) {
    this.page = page;
    this.scheme = scheme;
    this.pages = 0;
  }

  // to moves on with Tab until what has the words has the focus.
  async to(words) {
    for (let i = 0; i < 150; i++) {
      await this.page.keyboard.press('Tab');
      const here = await this.page.evaluate(() => {
        const e = document.activeElement;
        if (e === document.body) return '';
        const label = e.labels && e.labels.length ? e.labels[0].innerText : '';
        const hint = e.getAttribute('aria-describedby') ? document.getElementById(e.getAttribute('aria-describedby').split(' ')[0]).innerText : '';
        return `${label} ${hint} ${e.innerText || ''} ${e.value && e.type !== 'text' ? e.value : ''}`.replace(/\s+/g, ' ').trim();
      });
      if (here.includes(words)) return;
    }
    throw new Error(`the keyboard never came to "${words}" on ${await this.page.title()}`);
  }

  async press(words) {
    await this.to(words);
    await Promise.all([this.page.waitForNavigation(), this.page.keyboard.press('Enter')]);
  }

  async type(label, words) {
    await this.to(label);
    await this.page.keyboard.press('Control+A');
    await this.page.keyboard.type(words);
  }

  // tick chooses the box, or the first of the choices, that has the words.
  async tick(words) {
    await this.to(words);
    await this.page.keyboard.press('Space');
  }

  // pick chooses from a list by its first letters.
  async pick(label, letters) {
    await this.to(label);
    await this.page.keyboard.type(letters);
    const chosen = await this.page.evaluate(() => document.activeElement.selectedOptions[0].text);
    if (!chosen.startsWith(letters)) throw new Error(`${label}: "${chosen}" is chosen, not ${letters}`);
  }

  // day types a day into a field of days, whose parts stand in the browser's own order.
  async day(label, iso) {
    await this.to(label);
    const [year, month, day] = iso.split('-');
    for (const parts of [day + month + year, month + day + year]) {
      await this.page.keyboard.type(parts);
      if (await this.page.evaluate(() => document.activeElement.value) === iso) return;
      await this.page.keyboard.press('ArrowLeft');
      await this.page.keyboard.press('ArrowLeft');
    }
    throw new Error(`${label}: ${iso} could not be typed`);
  }

  // sees has axe look at the page in every sight, and checks its words and where they stand.
  async sees(name, ...words) {
    const text = (await this.page.locator('body').innerText()).replace(/\s+/g, ' ');
    for (const w of words) if (!text.includes(w)) throw new Error(`${name}: no "${w}" on the page that begins ${text.slice(0, 400)}`);
    await this.page.evaluate(axe);
    const ours = await this.page.locator('link[href="/assets/console.css"]').count();
    for (const { name: sight, width, height, colorScheme, media = 'screen' } of sights) {
      if (media === 'print' && !ours) continue; // the letter, which letter.py looks at
      await this.page.setViewportSize({ width, height });
      await this.page.emulateMedia({ colorScheme, media });
      const wrong = await this.page.evaluate(misplaced);
      if (media === 'print') wrong.push(...await this.page.evaluate(onPaper));
      else if (sight !== 'narrow') wrong.push(...(await this.page.evaluate(() => window.axe.run())).violations.map((v) => `${v.id}: ${v.nodes[0].html}`));
      if (every) await this.page.screenshot({ path: join(every, `${name}-${sight}.png`), fullPage: true });
      for (const w of wrong) faults.push(`${name}, ${sight}: ${w}`);
    }
    await this.page.setViewportSize({ width: 1100, height: 900 });
    await this.page.emulateMedia({ colorScheme: this.scheme, media: null });
    if (shots && pictured.includes(name)) await this.page.screenshot({ path: join(shots, `console-${name}.png`) });
    const bytes = (await this.page.content()).length;
    if (bytes > 60 * 1024) faults.push(`${name}: ${bytes} bytes`);
    this.pages++;
  }

  async signIn(name, ...role) {
    await this.page.goto(run('login', '--url', url, '--role', ...(role.length ? role : ['dpo']), '--name', name));
    await this.sees('sign-in', 'Sign in');
    await this.press('Sign in');
  }
}

// print opens the letter, writes who it goes to and where the council is, and prints it for
// letter.py to look at.
async function print(b, link, name, ...words) {
  await b.to(link);
  const [letter] = await Promise.all([b.page.context().waitForEvent('page'), b.page.keyboard.press('Enter')]);
  await letter.waitForLoadState();
  const reader = new Browser(letter, b.scheme);
  await reader.sees(name, 'Who has received your data', 'Housing Ombudsman Service', 'Chrome or Edge', ...words);
  // What is still to be written is warned of until it is.
  const unwritten = async (want) => {
    const warned = await letter.evaluate(() => [...document.querySelectorAll('.no-to, .no-from')].filter((e) => e.checkVisibility()).length);
    if (warned !== want) throw new Error(`${name}: ${warned} places are warned of, want ${want}`);
  };
  let left = 2;
  for (const lines of [['B. Sample', '1 Sample Street', 'Sampleton'], ['Sample Offices', 'Sampleton']]) {
    await unwritten(left--);
    await letter.keyboard.press('Tab');
    for (const line of lines) {
      await letter.keyboard.type(line);
      await letter.keyboard.press('Enter');
    }
  }
  await unwritten(0);
  writeFileSync(join(printed, `${name}.html`), await letter.content());
  await letter.pdf({ path: join(printed, `${name}.pdf`), preferCSSPageSize: true, tagged: true });
  b.pages += reader.pages;
  await letter.close();
}

async function answerARequest(b) {
  await b.signIn('D. P. Officer');
  await b.sees('today', 'Flags', 'Breaks a rule', 'Where nothing waits');
  await b.press('Search');
  await b.type('reference for the person', subject);
  await b.type('Why are you looking', 'Request of the second');
  await Promise.all([b.page.waitForNavigation(), b.page.keyboard.press('Enter')]);
  await b.sees('person', 'You are looking because: Request of the second', 'Undecided: kept from the person', 'Would be in an answer');
  await b.press('Answer the person');
  await b.press('Record a request');
  await b.press('Record the request');
  await b.sees('request-refused', 'There is something to put right', 'Give the name of who asks.');
  await b.type('Name of who asks', 'B. Sample');
  await b.to('The person whose data it is');
  await b.page.keyboard.press('Space');
  await b.day('Day on which the request came', inDays(-10));
  await b.day('Day on which it was settled who asks', inDays(-10));
  await b.press('Record the request');
  await b.sees('answer', 'The request is on record.', 'Decide first', 'What will not, and why', 'Release this answer');
  await b.press('Decide');
  await b.sees('decide', 'What would be printed, word for word');
  await b.to('Withhold it'); // the first choice; arrows go on to the next
  await b.page.keyboard.press('ArrowDown');
  await b.type('For the record', 'The inquiry is over.');
  await b.press('Record the decision');
  await b.sees('decided', 'Decided: it is shown.', 'Nothing of this person’s is undecided');
  await b.press('Was the person in it?');
  await b.sees('in-share', 'report CR-12', 'They were not in it');
  await b.tick('They were not in it');
  await b.type('How that was found out', 'Their name is not in the report.');
  await b.press('Put it on record');
  await b.sees('not-in-share', 'It is on record that the person was not in it.');
  await b.press('Answer the person');
  await b.press('Release this answer');
  await b.to('I have read the draft as it goes out');
  await b.page.keyboard.press('Space');
  await b.sees('release', 'Release the answer', 'To B. Sample');
  await print(b, 'Read the letter', 'draft', 'Draft. It has not been released.');
  await b.press('Release the answer');
  await b.sees('released', 'The answer is released');
  await print(b, 'See the letter', 'letter');
  await b.press('Sign out');
  await b.sees('signed-out', 'You have signed out');
  await b.page.goBack();
  await b.sees('back', 'Sign in');
}

// An officer records what was shared: what is missing is refused, what nobody else
// approved is flagged, and the letter is attached. A correction is recorded afterwards.
async function recordADisclosure(b) {
  await b.signIn('A. N. Officer', 'recorder', '--department', 'housing');
  await b.press('Record a disclosure');
  await b.press('Continue');
  await b.sees('share-refused', 'There is something to put right', 'Say who received it, or asked for it.');
  await b.tick('Complaints process');
  await b.tick('Data was shared');
  await b.day('On which day', inDays(3)); // a wrong day: it is refused, and corrected
  await b.pick('Who received it', 'Housing Ombudsman');
  await b.tick('What the complaint is about');
  await b.press('Continue');
  await b.sees('footing', 'On what footing?', 'Nothing is chosen for you', 'The notice names', 'Whether the person was told');
  await b.tick('Public task or official authority');
  await b.tick('Housing Ombudsman scheme');
  await b.tick('The person was told');
  await b.press('Continue');
  await b.sees('fill', 'What it needs', 'The ombudsman\'s own case reference');
  await b.type('reference for the case', 'DBC-C-2026-0160');
  await b.type('Reference of the person', 'DBC-P-660001');
  await b.tick('Complainant');
  await b.type('What the complaint is about', 'The complaint form and our answers');
  await b.type('Why it was shared', 'The ombudsman asked for the file.');
  await b.type('What it was for, in a line', 'Answer the ombudsman');
  await b.tick('Deal with a complaint');
  await b.type('Why this much was needed', 'The file as asked for.');
  await b.type('The organisation', 'Housing Ombudsman Service');
  await b.to('At what time');
  await b.page.keyboard.type('1405');
  await b.type('How it was sent', 'secure-email');
  await b.day('Day on which they were told', inDays(-3));
  await b.type('own case reference', '202600002');
  await b.day('request reached the council', inDays(-9));
  await b.type('Name of who approved it', 'A. N. Officer');
  await b.press('Check it');
  await b.sees('refused', 'There is something to put right');
  await b.to('Post of who approved it: This is needed'); // what is wrong leads to its field
  await b.page.keyboard.press('Enter');
  await b.page.keyboard.type('Housing Officer');
  await b.press('Check it');
  await b.sees('wrong-day', 'There is something to put right', 'This is still to come.');
  await b.press('Change what was shared and with whom');
  await b.day('On which day', inDays(-3));
  await b.press('Continue');
  await b.press('Continue');
  await b.sees('right-day', 'What it needs');
  if ((await b.page.inputValue('#purpose')) !== 'Answer the ombudsman') throw new Error('choosing the day anew loses what was typed');
  await b.press('Check it');
  await b.sees('checked', 'It can be recorded, and 1 rule is flagged', 'The person who recorded this also authorised it.', 'Nothing is recorded yet.');
  await b.press('Record it with 1 flag');
  await b.sees('recorded', 'The disclosure is on record.', 'The receipt');
  await b.press('Attach a letter');
  await b.type('What it is', 'Our answer to the ombudsman');
  await b.to('The file'); // the browser's own window for files is not in the page
  await b.page.setInputFiles('#file', { name: 'answer.txt', mimeType: 'text/plain', buffer: Buffer.from('Our answer.') });
  await b.press('Archive it');
  await b.sees('attached', 'The letter is archived: Our answer to the ombudsman.');
  await b.press('Back');
  await b.type('Reason', 'The post was wrong');
  await Promise.all([b.page.waitForNavigation(), b.page.keyboard.press('Enter')]);
  await b.press('Correct it');
  await b.type('What was wrong', 'The post was written in short.');
  await b.type('Post of who approved it', 'Housing Officer (Repairs)');
  await b.press('Check it');
  await b.sees('correction', 'It can be recorded, and 1 rule is flagged');
  await b.press('Record it with 1 flag');
  await b.sees('corrected', 'The correction is on record.');
  await b.press('Put on record');
  await b.sees('put', 'Put something on record', 'Consent');
  await b.tick('Consent');
  await b.type('Whom or what is it about', 'DBC-P-660001');
  await b.press('Continue');
  await b.type('Whom the person agreed to', 'Example Advocacy');
  await b.day('Day on which it was given', inDays(-1));
  await b.press('Put it on record');
  await b.sees('fact', 'It is on record: consent.');
}

// sendALetter has the browser send a letter that is too long for the console, under the
// page's own policy.
async function sendALetter(b) {
  await b.page.goto(run('login', '--url', url, '--role', 'recorder', '--department', 'housing', '--name', 'A. N. Officer'));
  await b.press('Sign in');
  await b.press('Own work');
  await b.type('Reason', 'A letter to attach');
  await Promise.all([b.page.waitForNavigation(), b.page.keyboard.press('Enter')]);
  await b.press('Shared, Housing Ombudsman');
  await b.press('Attach a letter');
  await b.type('What it is', 'The whole file');
  await b.to('The file');
  await b.page.setInputFiles('#file', { name: 'file.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(5 << 20, 'A long letter. ') });
  await b.to('Archive it');
  await b.page.keyboard.press('Enter');
  await b.page.getByText('The letter is archived: The whole file.').waitFor({ timeout: 120000 });
}

// attackIt has another site, and whoever writes markup into the register, do their worst to
// somebody who is signed in, under the pages' own policy.
async function attackIt(b) {
  const markup = '"><img src=/x onerror="window.struck=1"><script>window.struck=1</script>';
  const officer = run('token', '--role', 'recorder', '--department', 'housing', '--name', 'A. N. Officer');
  const nasty = JSON.parse(readFileSync('docs/examples/housing-ombudsman.json', 'utf8'));
  Object.assign(nasty, { case: 'DBC-C-2026-0170', subjects: [{ reference: 'DBC-P-660001', role: 'complainant' }], reason: markup, purpose: markup });
  Object.assign(nasty.recipient, { person: markup, post: markup });
  for (const item of nasty.data) Object.assign(item, { subject: undefined, description: markup });
  await record(officer, '/disclosures', nasty);

  await b.page.goto(run('login', '--url', url, '--role', 'dpo', '--name', 'D. P. Officer'));
  const context = b.page.context();
  await context.addCookies([{ name: `console-${new URL(url).port}`, value: 'planted', url }]);
  await b.press('Sign in');
  const session = async () => (await context.cookies(url)).map((c) => `${c.name}=${c.value}`).sort().join('; ');
  const signedIn = await session();
  if (signedIn.includes('planted')) throw new Error('the planted cookie was kept');
  const still = async (who, after) => {
    await b.page.goto(`${url}/`);
    if (!(await b.page.locator('header').innerText()).includes(who) || (await session()) !== signedIn) throw new Error(`${after}: no longer signed in as ${who}`);
  };

  // Another site frames the console, sends its forms, signs out, signs in as somebody else.
  const code = run('login', '--url', url, '--role', 'auditor', '--name', 'M. Allory').split('#')[1];
  const evil = createServer((request, response) => {
    response.setHeader('Content-Type', 'text/html');
    const [, to] = request.url.split('?');
    const fields = { reference: subject, why: 'Forged', code, form: 'guessed' };
    response.end(to
      ? `<form method=post action="${url}/${to}">${Object.entries(fields).map(([name, value]) => `<input name=${name} value="${value}">`).join('')}</form><script>document.forms[0].submit()</script>`
      : `<iframe src="${url}/"></iframe>`);
  });
  await new Promise((resolve) => evil.listen(0, '127.0.0.1', resolve));
  try {
    for (const host of ['127.0.0.1', 'localhost']) { // beside this site, and across sites
      const elsewhere = `http://${host}:${evil.address().port}/`;
      await b.page.goto(elsewhere);
      const framed = b.page.frames()[1];
      if (framed && (await framed.locator('body').innerText().catch(() => '')).includes('Today')) throw new Error('the console stands in a frame of another site');
      for (const to of ['search', 'sign-in', 'sign-out', 'why']) {
        await Promise.all([b.page.waitForURL(`${url}/${to}`), b.page.goto(`${elsewhere}?${to}`).catch(() => {})]);
        await b.page.waitForLoadState();
        const says = await b.page.locator('body').innerText();
        if (!says.includes('This did not come from the console')) throw new Error(`${to} was taken from ${host}: ${says.slice(0, 200)}`);
        await still('D. P. Officer', `${to} from ${host}`);
      }
    }
  } finally {
    evil.close();
  }
  for (const to of ['/sign-in?next=https://example.org', '//example.org/', '/%5Cexample.org', '/search?task=https://example.org', '/person//example.org']) {
    await b.page.goto(url + to);
    if (new URL(b.page.url()).origin !== new URL(url).origin) throw new Error(`${to} leads to ${b.page.url()}`);
  }

  // What somebody wrote into every field stays text, in the letter too.
  const unstruck = async (page) => {
    if (await page.evaluate(() => window.struck)) throw new Error(`markup ran on ${await page.title()}`);
  };
  await b.page.goto(`${url}/search`);
  await b.type('reference for the person', 'DBC-P-660001');
  await b.type('Why are you looking', markup);
  await Promise.all([b.page.waitForNavigation(), b.page.keyboard.press('Enter')]);
  const there = b.page.url();
  await unstruck(b.page);
  if (!(await b.page.locator('main').innerText()).includes('onerror=')) throw new Error('the person\'s page does not show what was written');
  await b.press('Open the disclosure');
  await unstruck(b.page);
  await b.page.goto(there);
  await b.press('Answer the person');
  await unstruck(b.page);
  await b.to('See the letter');
  const [letter] = await Promise.all([context.waitForEvent('page'), b.page.keyboard.press('Enter')]);
  await letter.waitForLoadState();
  await unstruck(letter);
  await letter.close();

  // Two tabs, of which one signs out: the form that was open in the other records nothing,
  // and Back shows nothing.
  await b.press('Record a request');
  const other = await context.newPage();
  await other.goto(there);
  await Promise.all([other.waitForNavigation(), other.getByRole('button', { name: 'Sign out' }).click()]);
  await other.goBack().catch(() => {});
  if ((await other.locator('body').innerText()).includes('DBC-P-660001')) throw new Error('Back after signing out shows the person');
  await b.type('Name of who asks', 'Somebody');
  await Promise.all([b.page.waitForNavigation(), b.page.keyboard.press('Enter')]);
  const left = await b.page.locator('body').innerText();
  if (!left.includes('Nothing was recorded')) throw new Error(`a form after signing out: ${left.slice(0, 200)}`);
  await other.close();
}

// readTheDocs has the browser show the API, under the page's own policy.
async function readTheDocs(b) {
  await b.page.goto(`${url}/docs/`);
  await b.page.getByText('/v1/registers/{register}/disclosures/batch').waitFor();
  const shared = await b.page.evaluate(() => window.origin);
  if (shared !== 'null') throw new Error(`the page of the API is of the origin ${shared}, which is the console's`);
}

// A wrong day: what the officer left out was flagged, and another person clears it.
async function clearFlags(b) {
  await b.signIn('E. P. Officer');
  await b.press('Flags');
  await b.type('Reason', 'The morning’s flags');
  await Promise.all([b.page.waitForNavigation(), b.page.keyboard.press('Enter')]);
  await b.sees('flags', 'Breaks a rule', 'What breaks a rule is cleared there');
  await b.to('Row 5 of the Table');
  await b.page.keyboard.press('Space');
  await b.tick('The person who recorded this also authorised it');
  await b.press('Clear those chosen');
  await b.sees('clear', 'Clear 2 flags', subject, 'DBC-P-660001');
  await b.type('What cleared them', 'The ombudsman confirmed the row, and the manager the answer.');
  await b.press('Clear 2 flags');
  await b.sees('cleared', '2 flags were cleared.');
  await b.press('Open the disclosure of 3 November 2026');
  await b.sees('disclosure', 'Shared with Sample Repairs Ltd', 'On what footing', 'The receipt');
  await b.press('SAMPLE-4');
  await b.type('Reason', 'A claim before the court');
  await Promise.all([b.page.waitForNavigation(), b.page.keyboard.press('Enter')]);
  await b.sees('case', 'Each thing, and when it goes', 'No hold stands.');
  await b.press('Hold the case');
  await b.sees('hold', 'What would follow', 'Then: Not while a hold stands.');
  await b.press('Place the hold');
  await b.sees('hold-refused', 'There is something to put right', 'Say who asked for it.');
  await b.type('Who asked for it', 'County Court');
  await b.type('Why it is held', 'A claim is before the court.');
  await b.day('Day on which the hold is looked at again', inDays(90));
  await b.press('Place the hold');
  await b.sees('held', 'The case is held.', 'Not while a hold stands');
}

// overSee looks through the lists over the whole register, and changes nothing.
async function overSee(b) {
  await b.signIn('E. P. Officer');
  for (const [link, name, ...words] of [
    ['Disclosures', 'disclosures', 'Every disclosure and refusal', 'Housing Ombudsman'],
    ['Annual return', 'annual-return', 'This year', 'beside the year before'],
    ['Record of processing', 'processing', 'To whom data was disclosed', 'What left the United Kingdom'],
    ['Random sample', 'sample', 'drawn at random'],
    ['Retention', 'retention', 'Case SAMPLE-5', 'Destruction may begin'],
    ['Breaches', 'breaches', 'UK GDPR Article 33'],
    ['Changes to tell', 'changes', 'UK GDPR Article 19'],
    ['Two references of one person', 'joins', 'No join waits for a second person'],
    ['Letters that have not arrived', 'letters', 'those that are given up first'],
    ['Agreements', 'agreements', 'Ends within 90 days'],
    ['Statistics', 'statistics', 'By month', 'By recipient'],
    ['Who looked', 'looks', 'The month’s work', 'E. P. Officer'],
  ]) {
    await b.press('More');
    await b.sees('more', 'Everybody who looked at the register, and why');
    await b.press(link);
    await b.sees('why', 'Why are you looking?');
    await b.type('Reason', 'The month’s work');
    await Promise.all([b.page.waitForNavigation(), b.page.keyboard.press('Enter')]);
    await b.sees(name, 'You are looking because: The month’s work', ...words);
  }
  await b.press('More');
  await b.press('Breaches');
  await b.type('Reason', 'The month’s work');
  await Promise.all([b.page.waitForNavigation(), b.page.keyboard.press('Enter')]);
  await b.press('Closed');
  await b.sees('breaches-closed', 'No breach is closed.', 'Save the whole list as a spreadsheet (CSV)');
  await b.press('See the list as a table');
  await b.sees('breaches-table', 'As a table: personal data breaches', 'Nothing is listed.');
  await b.press('More');
  await b.press('Exports');
  await b.type('Reason', 'The yearly audit');
  await Promise.all([b.page.waitForNavigation(), b.page.keyboard.press('Enter')]);
  await b.sees('exports', 'Ask for one', 'Files that were asked for');
  await b.press('Ask for one');
  await b.sees('export-ask', 'To prove what is in the register');
  await b.press('Ask for the export');
  await b.sees('export-refused', 'Say what the file is for.');
  await b.to('To read: a workbook'); // the first choice; arrows go on to the others
  await b.page.keyboard.press('ArrowDown');
  await b.page.keyboard.press('ArrowDown');
  await b.press('Ask for the export');
  for (let i = 0; i < 60 && !(await b.page.locator('main').innerText()).includes('Digest of the file'); i++) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    await b.press('Look again');
  }
  await b.sees('export', 'Made', 'Digest of the file', 'What an auditor does next', 'Download the file');
  await b.press('More');
  await b.press('Retention');
  await b.type('Reason', 'The month’s work');
  await Promise.all([b.page.waitForNavigation(), b.page.keyboard.press('Enter')]);
  await b.press('Destroyed');
  await b.sees('destroyed', 'Nothing has been destroyed.');
  await b.press('Not begun');
  await b.sees('not-begun', 'Their time has not begun');
  await b.press('Case ');
  await b.press('Say what it is, and its dates');
  await b.sees('dates', 'Dates of the case');
  await b.press('Back');
  await b.press('Close the case');
  await b.sees('close', 'destroyed without anybody being asked again');
  await b.press('See what would follow');
  await b.sees('close-refused', 'Give the day on which the case was closed.');
  await b.day('Day on which the case was closed', inDays(0));
  await b.press('See what would follow');
  await b.sees('close-follows', 'Nothing is changed yet.', 'Now: Its time has not begun. Then: From');
  await b.press('Close the case');
  await b.sees('closed', 'The case is closed.');
}

// An auditor asks for a bundle of the whole log, downloads it, verifies it with the log's
// key, and opens it.
async function auditAndVerify(b) {
  await b.signIn('A. Uditor', 'auditor');
  await b.press('More');
  await b.press('Exports');
  await b.type('Reason', 'The yearly audit');
  await Promise.all([b.page.waitForNavigation(), b.page.keyboard.press('Enter')]);
  await b.press('Ask for one');
  await b.to('To read: a workbook'); // the first choice; arrows go on to the others
  await b.page.keyboard.press('ArrowDown');
  await b.page.keyboard.press('ArrowDown');
  await b.press('Ask for the export');
  for (let i = 0; i < 60 && !(await b.page.locator('main').innerText()).includes('Digest of the file'); i++) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    await b.press('Look again');
  }
  await b.sees('export-audited', 'Made', 'disclosures verify --key log.key evidence-not-for-the-person-', 'Reads how it ends.');
  const said = await b.page.locator('main').innerText();
  await b.to('Download the file');
  const [download] = await Promise.all([b.page.waitForEvent('download'), b.page.keyboard.press('Enter')]);
  if (!said.includes(`--key log.key ${download.suggestedFilename()}`)) throw new Error(`the file is downloaded as ${download.suggestedFilename()}, and its page calls it otherwise`);
  const bundle = join(printed, 'evidence.zip');
  await download.saveAs(bundle);
  const digest = createHash('sha256').update(readFileSync(bundle)).digest('hex');
  if (!said.includes(digest)) throw new Error('the file has another digest than its page says');
  const key = join(printed, 'log.key');
  writeFileSync(key, `${logKey}\n`);
  const verified = execFileSync(tool, ['verify', '--key', key, bundle]).toString();
  if (!/^VERIFIED/m.test(verified)) throw new Error(`the bundle is not verified: ${verified}`);
  const holds = execFileSync('python3', ['-m', 'zipfile', '-l', bundle]).toString();
  for (const name of ['checkpoint', 'entries/0.json', 'SHA256SUMS']) if (!holds.includes(name)) throw new Error(`the bundle has no ${name}: ${holds}`);
}

// Pages that no other walk comes to: lists that are rarely looked at, what is decided by
// another person, what is not there or not to be seen, and what a provider's sign-in shows.
async function lookAtTheRest(b) {
  const because = async () => {
    await b.type('Reason', 'Looking at the rest');
    await Promise.all([b.page.waitForNavigation(), b.page.keyboard.press('Enter')]);
  };
  const officer = run('token', '--role', 'recorder', '--department', 'housing', '--name', 'A. N. Officer');
  const twice = JSON.parse(readFileSync('docs/examples/housing-ombudsman.json', 'utf8'));
  twice.case = 'DBC-C-2026-0160';
  twice.subjects = [{ reference: 'DBC-P-880001', role: 'complainant' }];
  for (const item of twice.data) delete item.subject;
  await record(officer, '/disclosures', twice);
  twice.reason = 'The same letter.';
  await record(officer, '/disclosures', twice);
  await record(officer, '/facts', {
    kind: 'marker', about: { dimension: 'subject', reference: 'DBC-P-880001' }, from: inDays(-10), reason: 'Threats on a visit', reviewBy: inDays(90),
    subjectTold: 'told', toldOn: inDays(-9), decidedBy: 'Service Manager, Housing',
  });
  await record(officer, '/facts', { kind: 'objection', about: { dimension: 'subject', reference: 'DBC-P-880001' }, from: inDays(-3), reason: 'It makes a quarrel worse' });
  await b.signIn('E. P. Officer');
  await b.press('It looks like an entry of');
  await because();
  await b.sees('pair', 'One, or two?', 'They differ in:');
  await b.press('Record the decision');
  await b.sees('pair-refused', 'There is something to put right', 'Say whether they are one or two.');
  await b.press('Today');
  await b.press('Show all: Facts to confirm');
  await because();
  await b.sees('facts-to-confirm', 'Warning marker', '1 waits in all.');
  await b.press('Warning marker');
  await because();
  await b.sees('confirm', 'Is it so?', 'Warning marker');
  await b.press('Record the decision');
  await b.sees('confirm-refused', 'There is something to put right');
  await b.press('Requests of people');
  await because();
  await b.sees('requests', 'Requests of people');
  await b.press('Show those that have ended');
  await b.sees('requests-ended', 'Answered on');
  for (const [link, name, words] of [['Flags that were cleared', 'cleared-flags', 'Cleared by'], ['Objections to decide', 'objections', 'It makes a quarrel worse']]) {
    await b.press('More');
    await b.press(link);
    await because();
    await b.sees(name, words);
  }
  await b.press('More');
  await b.press('The rules');
  await b.sees('rules', 'The rules', 'Row of the notice');
  await b.type('Words', 'zzz');
  await Promise.all([b.page.waitForNavigation(), b.page.keyboard.press('Enter')]);
  await b.sees('rules-none', 'No rule has these words.');
  await b.press('Search');
  await b.sees('search', 'Find a person or a case');
  await b.type('reference of a case', 'DBC-C-2026-0999');
  await b.type('Why are you looking', 'Looking at the rest');
  await Promise.all([b.page.waitForNavigation(), b.page.keyboard.press('Enter')]);
  await b.sees('no-case', 'There is no case DBC-C-2026-0999');
  await b.press('Sign out');
  await b.signIn('C. Officer', 'recorder', '--department', 'housing');
  await b.page.goto(`${url}/holds`);
  await because();
  await b.sees('problem', 'There is something to put right', 'Nothing was changed.');
  // What the sign-in by a council's provider shows, as the console's own tests were shown it.
  for (const [name, words] of [['sign-in-provider', 'You sign in with your account at the council'], ['kept-form', 'What you typed is kept in this page']]) {
    await b.page.goto(`${url}/sign-in`);
    await b.page.setContent(readFileSync(join(printed, `${name}.html`), 'utf8'));
    await b.sees(name, words);
  }
}

// An officer looks at what is left to do and at the own department's cases, and finishes a
// letter that did not arrive; a Data Protection Officer lists the cases.
async function lookAtCases(b) {
  const letter = Buffer.from('%PDF-1.7 sample');
  const officer = run('token', '--role', 'recorder', '--department', 'housing', '--name', 'C. Officer');
  await record(officer, '/cases/DBC-C-2026-0151/correspondence', {
    title: 'Our answer to the adjudicator', contentType: 'application/pdf', size: letter.length, sha256: createHash('sha256').update(letter).digest('hex'),
  });
  const because = async (why) => {
    await b.type('Reason', why);
    await Promise.all([b.page.waitForNavigation(), b.page.keyboard.press('Enter')]);
  };
  await b.signIn('C. Officer', 'recorder', '--department', 'housing');
  await b.sees('today-officer', 'Letters that have not arrived 1', 'Our answer to the adjudicator', 'Flags that wait');
  await b.press('Our answer to the adjudicator');
  await because('Finishing it');
  await b.sees('finish', 'Finish a letter', 'The same file');
  await b.page.locator('#file').setInputFiles({ name: 'answer.pdf', mimeType: 'application/pdf', buffer: letter });
  await b.press('Archive it');
  await b.sees('own-case', 'The letter is archived: Our answer to the adjudicator.', 'What housing has in this case');
  await b.press('Today');
  await b.press('Cases');
  await because('Looking through our cases');
  await b.sees('own-cases', 'The cases in which housing has recorded something', 'Case DBC-C-2026-0151');
  await b.page.goto(`${url}/left`);
  await because('Looking at what is left');
  await b.sees('left', 'What is left to do', 'Flags that wait');
  await b.press('Sign out');
  await b.signIn('D. P. Officer');
  await b.press('More');
  await b.press('Cases');
  await because('Looking through the cases');
  await b.sees('cases', 'Case DBC-C-2026-0151', 'Of one department', 'Due for destruction');
}

// A Data Protection Officer says that two references are one person's; another confirms
// that, from Today, and ends it.
async function joinReferences(b) {
  await b.signIn('D. P. Officer');
  await b.press('Search');
  await b.type('The council’s reference for the person', subject);
  await b.type('Why are you looking?', 'Two entries in the index');
  await Promise.all([b.page.waitForNavigation(), b.page.keyboard.press('Enter')]);
  await b.press('Join with another reference');
  await b.sees('join', 'It counts for nothing until somebody else has confirmed it.');
  await b.press('Ask for the join');
  await b.sees('join-refused', 'Give the council’s other reference', 'Say how it is known.');
  await b.type('The other reference', 'DBC-P-770001');
  await b.type('How is it known', 'Both are in the index, entry 12');
  await b.day('Day on which it is looked at again', inDays(200));
  await b.press('Ask for the join');
  await b.sees('join-own', 'You asked for this join.', 'Waits for a second person');
  await b.press('Sign out');
  await b.signIn('E. P. Officer');
  await b.press('says that two references');
  await b.type('Reason', 'What waits today');
  await Promise.all([b.page.waitForNavigation(), b.page.keyboard.press('Enter')]);
  await b.sees('join-decide', 'What follows', 'Nothing more is shown to anybody.');
  await b.tick('Yes: it counts');
  await b.type('Why, and what was looked at', 'Entry 12 has both.');
  await b.press('Record the decision');
  await b.sees('join-stands', 'The join is confirmed', 'stops protecting the other');
  await b.type('Why it no longer counts', 'The index was wrong.');
  await b.press('End the join');
  await b.sees('join-ended', 'The join is ended');
}

async function main() {
  await recordWhatHappened();
  const chrome = await chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  let pages = 0;
  // sees looks at each page light and dark, so each walk is walked once.
  const walks = [['light', lookAtCases], ['light', answerARequest], ['light', recordADisclosure], ['light', sendALetter], ['light', readTheDocs], ['light', attackIt], ['dark', clearFlags], ['dark', joinReferences], ['light', overSee], ['dark', auditAndVerify], ['light', lookAtTheRest]];
  try {
    for (const [scheme, work] of walks) {
      // axe is put into the page from here; the console's own policy would refuse it.
      const context = await chrome.newContext({ colorScheme: scheme, locale: 'en-GB', bypassCSP: ![sendALetter, readTheDocs, attackIt].includes(work) });
      const b = new Browser(await context.newPage(), scheme);
      await work(b);
      pages += b.pages;
      await context.close();
    }
  } finally {
    await chrome.close();
  }
  if (faults.length) throw new Error(`${faults.length} faults:\n${faults.join('\n')}`);
  console.log(`console: ${pages} pages by keyboard alone, at 1100 and 320 px, light, dark and printed: none with a violation that axe finds, a part over another, or anything beyond the edge`);
}

main().catch((err) => {
  console.error(err);
  process.exit(1);
});
