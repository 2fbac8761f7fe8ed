// The planned statements beside the picture of what they do: a click on either side finds the other.
// @ts-check
import { count, element } from './dom.js';

/** @typedef {import('./scene.js').Step} Step */

/** What a severity means for the data, in a word. @param {Step} step */
function risk(step) {
  switch (step.severity) {
    case 'error':
      return { name: 'destructive', sign: '✖' };
    case 'warning':
      return { name: 'risky', sign: '▲' };
    default:
      return { name: 'safe', sign: '●' };
  }
}

export class Changes {
  /** @param {{ step(index: number): void, openPlan?: () => void, copyPlan(): void }} acts a page without an editor opens nothing */
  constructor(acts) {
    this.acts = acts;
    this.list = element('ol', { 'aria-label': 'Planned statements' });
    this.title = element('h3');
    const footer = element(
      'footer',
      {},
      acts.openPlan && element('button', { class: 'primary', onclick: acts.openPlan }, 'Open SQL'),
      element('button', { onclick: acts.copyPlan }, 'Copy'),
    );
    this.root = element('aside', { class: 'changes', 'aria-label': 'Planned migration', hidden: true }, this.title, this.list, footer);
  }

  /** @param {import('./scene.js').About} about @param {number} current */
  show(about, current) {
    const { plan } = about;
    this.root.hidden = !plan;
    if (!plan) {
      return;
    }
    this.title.textContent = `Plan · ${count(plan.steps.length, 'statement')}`;
    const items = plan.steps.map((step, index) => {
      const { name, sign } = risk(step);
      const words = step.risks.length > 0 ? `${name}: ${step.risks.join('; ')}` : name;
      return element(
        'li',
        { class: index === current ? 'current' : '', 'aria-current': index === current ? 'true' : null },
        element(
          'button',
          { onclick: () => this.acts.step(index), title: step.title },
          element('span', { class: `sign ${name}`, 'aria-hidden': 'true' }, sign),
          element('span', {}, element('code', {}, short(step.sql)), element('small', { class: name }, words)),
        ),
      );
    });
    const nothing = element('li', { class: 'nothing' }, `${about.module} and ${plan.baseline || 'its baseline'} are the same.`);
    this.list.replaceChildren(...(items.length > 0 ? items : [nothing]));
    this.list.querySelector('.current')?.scrollIntoView({ block: 'nearest' });
  }
}

/** A statement on a few lines. @param {string} sql */
function short(sql) {
  const LONGEST = 110;
  const line = sql.replace(/\s+/g, ' ').replace(/^(CREATE TABLE [^(]*)\(.*\)(.*)$/, '$1(…)$2').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
