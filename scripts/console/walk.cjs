// The walk of check.sh: two Data Protection Officers in a browser, by keyboard alone.
'use strict';
const { execFileSync } = require('node:child_process');
const { randomUUID } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { chromium } = require('playwright-core');

const { CONSOLE_TOOL: tool, CONSOLE_DATA: data, CONSOLE_URL: url, CONSOLE_SHOTS: shots } = process.env;
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

  // sees has axe look at the page, and checks its words.
  async sees(name, ...words) {
    const text = (await this.page.locator('body').innerText()).replace(/\s+/g, ' ');
    for (const w of words) if (!text.includes(w)) throw new Error(`${name}: no "${w}" on the page that begins ${text.slice(0, 400)}`);
    await this.page.evaluate(axe);
    for (const width of [1100, 320]) {
      await this.page.setViewportSize({ width, height: 900 });
      const { violations } = await this.page.evaluate(() => window.axe.run());
      if (violations.length) throw new Error(`${name}, ${this.scheme}, ${width} px: ${JSON.stringify(violations.map((v) => [v.id, v.nodes[0].html]))}`);
      if (await this.page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)) {
        throw new Error(`${name}: wider than ${width} px`);
      }
    }
    await this.page.setViewportSize({ width: 1100, height: 900 });
    if (shots && pictured.includes(name)) await this.page.screenshot({ path: join(shots, `console-${name}.png`) });
    const bytes = (await this.page.content()).length;
    if (bytes > 60 * 1024) throw new Error(`${name}: ${bytes} bytes`);
    this.pages++;
  }

  async signIn(name) {
    await this.page.goto(run('login', '--url', url, '--role', 'dpo', '--name', name));
    await this.sees('sign-in', 'Sign in');
    await this.press('Sign in');
  }
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
  await b.press('Release this answer');
  await b.to('I have read the draft as it goes out');
  await b.page.keyboard.press('Space');
  await b.sees('release', 'Release the answer', 'To B. Sample');
  await b.press('Release the answer');
  await b.sees('released', 'The answer is released');
  await b.to('See the letter');
  const [letter] = await Promise.all([b.page.context().waitForEvent('page'), b.page.keyboard.press('Enter')]);
  await letter.waitForLoadState();
  const reader = new Browser(letter, b.scheme);
  await reader.sees('letter', 'Who has received your data', 'Housing Ombudsman Service');
  const printed = await letter.pdf({ preferCSSPageSize: true });
  if (printed.length < 5000) throw new Error('the letter prints as nothing');
  b.pages += reader.pages;
  await letter.close();
  await b.press('Sign out');
  await b.sees('signed-out', 'You have signed out');
  await b.page.goBack();
  await b.sees('back', 'Sign in');
}

// A wrong day: what the officer left out was flagged, and another person clears it.
async function clearFlags(b) {
  await b.signIn('E. P. Officer');
  await b.press('Flags');
  await b.type('Reason', 'The morning’s flags');
  await Promise.all([b.page.waitForNavigation(), b.page.keyboard.press('Enter')]);
  await b.sees('flags', 'Breaks a rule', 'It is cleared by itself');
  await b.to('Row 5 of the Table');
  await b.page.keyboard.press('Space');
  await b.press('Clear those chosen');
  await b.sees('clear', 'Clear 1 flag', subject);
  await b.type('What cleared them', 'The ombudsman confirmed the row.');
  await b.press('Clear 1 flag');
  await b.sees('cleared', '1 flag was cleared.');
  await b.press('Open the disclosure of 3 November 2026');
  await b.sees('disclosure', 'Shared with Sample Repairs Ltd', 'On what footing', 'The receipt');
  await b.press('SAMPLE-4');
  await b.type('Reason', 'A claim before the court');
  await Promise.all([b.page.waitForNavigation(), b.page.keyboard.press('Enter')]);
  await b.sees('case', 'Each thing, and when it goes', 'No hold stands.');
  await b.press('Hold the case');
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
    ['Retention', 'retention', 'Nothing is due within 90 days.'],
    ['Breaches', 'breaches', 'UK GDPR Article 33'],
    ['Changes to tell', 'changes', 'UK GDPR Article 19'],
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
  await b.press('Exports');
  await b.type('Reason', 'The yearly audit');
  await Promise.all([b.page.waitForNavigation(), b.page.keyboard.press('Enter')]);
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
  await b.sees('destroyed', 'Nothing was destroyed in this month.');
  await b.press('Not begun');
  await b.sees('not-begun', 'Their time has not begun');
  await b.press('Case ');
  await b.press('Close the case');
  await b.sees('close', 'destroyed without anybody being asked again');
  await b.press('Close the case');
  await b.sees('close-refused', 'Give the day on which the case was closed.');
}

async function main() {
  await recordWhatHappened();
  const chrome = await chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  let pages = 0;
  try {
    for (const [scheme, work] of [['light', answerARequest], ['dark', clearFlags], ['light', overSee], ['dark', overSee]]) {
      // axe is put into the page from here; the console's own policy would refuse it.
      const context = await chrome.newContext({ colorScheme: scheme, locale: 'en-GB', bypassCSP: true });
      const b = new Browser(await context.newPage(), scheme);
      await work(b);
      pages += b.pages;
      await context.close();
    }
  } finally {
    await chrome.close();
  }
  console.log(`console: ${pages} pages by keyboard alone, at 1100 and 320 px, none with a violation that axe finds`);
}

main().catch((err) => {
  console.error(err);
  process.exit(1);
});
