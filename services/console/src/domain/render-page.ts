import { fill, Html, type HtmlValue, html, isolated } from './html.ts';
import {
  type Answer,
  type Correspondent,
  isStopped,
  type LinkPage,
  mayBeUndone,
  type Refusal,
  type ScopeName,
  type Standing,
  stillOpen,
} from './link-page.ts';
import { PAGE_STYLE } from './page-style.ts';
import type { PageLanguage, PageLanguages, PageText } from './page-texts.ts';

export interface PageSetting {
  language: PageLanguage;
  languages: PageLanguages;
  /** Where people reach whoever runs the service; '' = the page names nobody. */
  operatorContact: string;
}

/** A page while it is made: its language and the names in its sentences. */
interface Pen extends PageSetting {
  who: Correspondent | null;
  write: (text: PageText, places?: Record<string, Html>) => Html;
}

/** What each refusal says, and whether trying again may help. */
const REFUSAL_TEXTS: Readonly<
  Record<Refusal, { title: PageText; texts: PageText[]; again?: true }>
> = {
  LINK_INVALID: { title: 'invalid', texts: ['invalid_explain'] },
  LINK_EXPIRED: { title: 'expired', texts: [] },
  SCOPE_NOT_OFFERED: { title: 'not_offered', texts: [], again: true },
  ASKED_LATELY: { title: 'asked_lately', texts: ['asked_lately_explain'] },
  RECIPIENT_ERASED: { title: 'erased', texts: [], again: true },
  NOT_CONFIRMED_EVERYWHERE: { title: 'away', texts: ['pending'], again: true },
  NOT_CONFIRMED: { title: 'away', texts: ['away_explain'], again: true },
  TOO_MANY_REQUESTS: { title: 'busy', texts: [], again: true },
  NO_SUCH_PAGE: { title: 'missing', texts: [] },
};

/** A whole page. Readable without its style, works without a script, and loads nothing. */
export function renderPage(answer: Answer, setting: PageSetting): Html {
  const pen = penOf(setting, 'page' in answer ? (answer.page?.who ?? null) : null);
  const { title, body } = contentOf(answer, pen);
  const { code, direction } = setting.language;
  return html`<!doctype html>
<html lang="${code}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${withoutMarkup(title)}</title>
<style>${Html.verbatim(PAGE_STYLE)}</style>
</head>
<body>
<header>${languageMenu(pen)}</header>
<main>
<h1>${title}</h1>
${body}
</main>
<footer><p>${pen.write('private')}</p></footer>
</body>
</html>
`;
}

function penOf(setting: PageSetting, who: Correspondent | null): Pen {
  const { texts } = setting.language;
  const organisation =
    who === null || who.organisation === ''
      ? html`${texts.this_sender}`
      : isolated(who.organisation);
  const campaign = isolated(who?.campaign ?? '');
  return {
    ...setting,
    who,
    write: (text, places = {}) => fill(texts[text], { organisation, campaign, ...places }),
  };
}

function contentOf(answer: Answer, pen: Pen): { title: Html; body: HtmlValue } {
  switch (answer.kind) {
    case 'refused':
      return refusedContent(answer.reason, pen);
    case 'asked':
      return {
        title: pen.write('asked'),
        body: [
          html`<section class="holds" role="status"><p>${pen.write('asked_explain')}</p></section>`,
          whoSection(pen),
        ],
      };
    case 'stopped':
      return stoppedContent(answer, pen);
    case 'offered':
      return answer.page.purpose === 'start'
        ? startContent(answer.page, pen)
        : offeredContent(answer.page, pen);
  }
}

function refusedContent(reason: Refusal, pen: Pen): { title: Html; body: HtmlValue } {
  const { title, texts, again } = REFUSAL_TEXTS[reason];
  const sentences = texts.map((text) => html`<p>${pen.write(text)}</p>`);
  const link = html`<p><a href="?lang=${pen.language.code}">${pen.write('again')}</a></p>`;
  return {
    title: pen.write(title),
    body: html`<section class="wait" role="alert">${sentences}<p>${pen.write('instead')}</p>${again ? link : ''}</section>`,
  };
}

function stoppedContent(
  { page, scope, onTheWay }: Extract<Answer, { kind: 'stopped' }>,
  pen: Pen,
): { title: Html; body: HtmlValue } {
  // What the ledger acknowledged holds, also where it could not be read again.
  const holding =
    page?.confirmed && page.stands.length > 0
      ? holdsList(page.stands, pen)
      : html`<ul><li>${scopeLabel(scope, pen)}</li></ul>`;
  const late = onTheWay ? html`<p>${pen.write('on_the_way')}</p>` : '';
  return {
    title: pen.write('stopped'),
    body: [
      html`<section class="holds" role="status">${holding}${late}</section>`,
      undoSection(
        page?.undoToken ?? '',
        scope === 'organisation' || scope === 'all' ? scope : 'narrow',
        pen,
      ),
      whoSection(pen),
      page === null ? '' : furtherForm(page, pen),
      rightsSection(pen),
    ],
  };
}

function offeredContent(page: LinkPage, pen: Pen): { title: Html; body: HtmlValue } {
  const { stands, confirmed, undoToken } = page;
  if (isStopped(page)) {
    const widest = stands.some(({ scope }) => scope === 'all') ? 'all' : 'organisation';
    const holds = html`<section class="holds">${holdsList(stands, pen)}</section>`;
    const rest = [undoSection(undoToken, widest, pen), whoSection(pen), furtherForm(page, pen)];
    return { title: pen.write('stopped'), body: [holds, rest, rightsSection(pen)] };
  }
  const known = confirmed
    ? html`<section class="holds">${holdsList(stands, pen)}</section>`
    : html`<section class="wait"><p>${pen.write('pending')}</p></section>`;
  return {
    title: pen.write('title_stop'),
    body: [
      stands.length > 0 ? known : '',
      whoSection(pen),
      stopForm(stillOpen(page), { title: 'how_far', note: 'nothing_yet' }, pen),
      rightsSection(pen),
    ],
  };
}

function startContent(page: LinkPage, pen: Pen): { title: Html; body: HtmlValue } {
  const choices = mayBeUndone(page);
  return {
    title: pen.write('title_start'),
    body: [
      whoSection(pen),
      html`<form method="post" action="?lang=${pen.language.code}">
<input type="hidden" name="act" value="start">
${choiceSet(choices, 'which', pen)}
<button type="submit">${pen.write('button_start')}</button>
<p>${pen.write('start_explain')}</p>
</form>`,
    ],
  };
}

/** What wider choice is left once the usual one holds. */
function furtherForm(page: LinkPage, pen: Pen): HtmlValue {
  const open = stillOpen(page);
  return open.length === 0 ? '' : stopForm(open, { title: 'further' }, pen);
}

function stopForm(
  scopes: readonly ScopeName[],
  { title, note }: { title: PageText; note?: PageText },
  pen: Pen,
): Html {
  return html`<form method="post" action="?lang=${pen.language.code}">
<input type="hidden" name="act" value="stop">
${choiceSet(scopes, title, pen)}
<button type="submit">${pen.write('button_stop')}</button>
${note === undefined ? '' : html`<p>${pen.write(note)}</p>`}
</form>`;
}

function choiceSet(scopes: readonly ScopeName[], title: PageText, pen: Pen): Html {
  const choices = scopes.map((scope, index) => {
    const checked = index === 0 ? html` checked` : '';
    const note = scopeNote(scope, pen);
    return html`<label><input type="radio" name="scope" value="${scope}"${checked}><span>${scopeLabel(scope, pen)}${note}</span></label>
`;
  });
  return html`<fieldset><legend>${pen.write(title)}</legend>
${choices}</fieldset>`;
}

function scopeLabel(scope: ScopeName, pen: Pen): Html {
  // A campaign whose name is not known is the one that the link was sent for.
  if (scope === 'campaign' && (pen.who?.campaign ?? '') === '') return pen.write('campaign');
  return pen.write(`scope_${scope}`);
}

function scopeNote(scope: ScopeName, pen: Pen): HtmlValue {
  if (scope === 'organisation') return html`<small>${pen.write('scope_organisation_note')}</small>`;
  return scope === 'all' ? html`<small>${pen.write('scope_all_note')}</small>` : '';
}

function holdsList(stands: readonly Standing[], pen: Pen): Html {
  const items = stands.map(({ scope, sinceMs }) => {
    const time = new Date(sinceMs);
    const shown = new Intl.DateTimeFormat(pen.language.code, {
      dateStyle: 'long',
      timeStyle: 'short',
      timeZone: 'UTC',
    }).format(time);
    const place = { time: html`<time datetime="${time.toISOString()}">${shown} UTC</time>` };
    return html`<li>${scopeLabel(scope, pen)}<br>${pen.write('holds_since', place)}</li>`;
  });
  return html`<ul>${items}</ul>`;
}

function undoSection(
  undoToken: string,
  scope: 'organisation' | 'all' | 'narrow',
  pen: Pen,
): HtmlValue {
  if (scope === 'all' && undoToken === '') return '';
  const link = html`<p><a href="${undoToken}?lang=${pen.language.code}">${pen.write('undo_link')}</a></p>`;
  const reply = scope === 'organisation' ? html`<p>${pen.write('undo_reply')}</p>` : '';
  const none = scope === 'narrow' ? html`<p>${pen.write('undo_none')}</p>` : '';
  return html`<section><h2>${pen.write('undo')}</h2>${reply}${none}${undoToken === '' ? '' : link}</section>`;
}

function whoSection(pen: Pen): HtmlValue {
  const { who } = pen;
  if (who === null) return '';
  const state = pen.write(who.verified ? 'verified' : 'unverified');
  const number = who.address === '' ? '' : html`<bdi dir="ltr">${who.address}</bdi>`;
  const channel = who.channel === '' ? '' : html`<small>${who.channel}</small>`;
  const rows: [PageText, HtmlValue][] = [
    ['number', number === '' ? '' : [number, channel]],
    ['campaign', who.campaign === '' ? '' : isolated(who.campaign)],
    ['tool', who.tools.length === 0 ? '' : isolated(who.tools.join(', '))],
    ['contact', who.contact === '' ? '' : html`<bdi dir="ltr">${who.contact}</bdi>`],
  ];
  const shown = rows
    .filter(([, value]) => value !== '')
    .map(
      ([label, value]) => html`<dt>${pen.write(label)}</dt><dd>${value}</dd>
`,
    );
  return html`<section><h2>${pen.write('who')}</h2><dl>
<dt>${pen.write('on_behalf')}</dt><dd>${isolated(who.organisation)}<small>${state}</small></dd>
${shown}</dl></section>`;
}

function rightsSection(pen: Pen): Html {
  const contact = html`<bdi>${pen.operatorContact}</bdi>`;
  const operator =
    pen.operatorContact === '' ? '' : html`<p>${pen.write('rights_operator', { contact })}</p>`;
  return html`<section class="plain"><h2>${pen.write('rights')}</h2><p>${pen.write('rights_complain')}</p><p>${pen.write('rights_data')}</p>${operator}</section>`;
}

function languageMenu({ language, languages, write }: Pen): Html {
  const links = [...languages.values()].map(({ code, name, direction }) => {
    const current = code === language.code ? html` aria-current="true"` : '';
    return html`<li><a href="?lang=${code}" lang="${code}" hreflang="${code}" dir="${direction}"${current}>${name}</a></li>
`;
  });
  return html`<nav aria-label="${write('language')}"><details><summary>${write('language')}: ${language.name}</summary><ul>
${links}</ul></details></nav>`;
}

/** A title has no elements: what isolates a name there is a character. */
function withoutMarkup(title: Html): Html {
  return Html.verbatim(String(title).replaceAll('<bdi>', '\u2068').replaceAll('</bdi>', '\u2069'));
}
