// An evidence page: marks, records, filters and charts of one document.
'use strict';
(() => {
  const { both, bothWords, chart, colours, compact, data, font, load, make, number, say, series, word } = kechuang;
  const ROWS_AT_FIRST = 1000;
  const MOST_CHARTS = 24;
  const KINDS = ['observation', 'unresolved', 'time', 'reference'];
  const thisDocument = document.currentScript.dataset.document;
  const { fields, records: rows, rules } = data();
  const records = rows.map((row) => Object.fromEntries(fields.map((field, n) => [field, row[n] ?? null])));
  const $ = (id) => document.getElementById(id);
  let marks = [];
  let chosen = null; // the mark whose record stays in the card
  let isAll = false; // whether the table shows more than its first rows
  const ofMark = new Map();
  const byId = new Map();
  for (const record of records) {
    if (!ofMark.has(record.mark)) ofMark.set(record.mark, []);
    ofMark.get(record.mark).push(record);
    if (record.id) byId.set(record.id, record);
  }

  // ---- what is said of a record

  const doubts = (record) => (record.notes ?? []).filter(([, severity]) => severity === 'warning');
  const FLAGS = {
    all: ['全部', 'all', () => true],
    sound: ['无疑问', 'no doubt', (r) => r.kind === 'observation' && !r.withheld && !doubts(r).length],
    doubted: ['存疑', 'doubted', (r) => doubts(r).length > 0],
    withheld: ['未发布', 'withheld', (r) => r.withheld === true],
    unbound: ['指标待识别', 'waits for an indicator', (r) => r.kind === 'observation' && !r.indicator],
    decided: ['分析员已裁定', 'decided by an analyst', (r) => (r.notes ?? []).some(([, severity]) => severity === 'info')],
  };
  const printed = (record) => marks[record.mark]?.textContent ?? '';
  const region = (record) => (record.area ? both(record.region_zh ?? record.area, record.region_en ?? record.area) : null);

  function value(record) {
    if (record.value === null) return '';
    return record.high === null ? number(record.value) : `${number(record.value)} – ${number(record.high)}`;
  }

  function badges(record) {
    const list = record.notes ?? [];
    if (!list.length) return [];
    const seen = new Set();
    return list.filter(([check]) => !seen.has(check) && seen.add(check))
      .map(([check, severity]) => make('span', { class: `badge ${severity}`, title: check }, bothWords('severity', severity)));
  }

  // ---- the card

  function line(zh, en, content) {
    return content === null || content === undefined || content === ''
      ? [] : [make('dt', {}, both(zh, en)), make('dd', {}, content)];
  }

  function link(record) {
    return make('button', { type: 'button', class: 'link', onclick: () => choose(record.mark, true) }, printed(record));
  }

  function note([check, severity, zh, en, other, start, more]) {
    const item = make('li', { class: severity }, make('span', { class: `badge ${severity}` }, bothWords('severity', severity)), ' ',
      both(zh, en), ' ', make('code', {}, check));
    if (other && start !== null && start !== undefined) {
      const target = other === thisDocument ? `#c${start}` : `${other}.html#c${start}`;
      item.append(' ', make('a', { href: target }, both('见与之不符者', 'see what it disagrees with')));
    }
    if (more) item.append(' ', both(`另有 ${more} 处同样不符`, `and ${more} more that disagree alike`));
    return item;
  }

  function sheet(record) {
    const total = record.part_of ? byId.get(record.part_of) : null;
    const parts = record.id ? records.filter((other) => other.part_of === record.id) : [];
    const comparison = record.comparison ? bothWords('comparison', record.comparison) : null;
    const sheet = make('div', { class: 'sheet' },
      make('p', { class: 'figure' }, make('strong', {}, printed(record)), ' ', make('span', { class: `tag ${record.kind}` }, bothWords('kind', record.kind))));
    if (record.notes) sheet.append(make('ul', { class: 'notes' }, ...record.notes.map(note)));
    const measured = record.value === null ? null : make('span', {}, value(record), ' ', record.unit ? bothWords('unit', record.unit) : '');
    sheet.append(make('dl', {},
      ...line('指标', 'Indicator', record.indicator ? both(record.indicator_zh, record.indicator_en)
        : record.kind === 'observation' ? both('词表尚无', 'not in the vocabulary') : null),
      ...line('原文说法', 'Wording', record.text),
      ...line('数值', 'Value', measured),
      ...line('限定', 'Qualifier', record.qualifier && record.qualifier !== 'exact' ? bothWords('qualifier', record.qualifier) : null),
      ...line('统计量', 'Statistic', record.statistic ? bothWords('statistic', record.statistic) : null),
      ...line('对比', 'Compared', comparison),
      ...line('时间口径', 'Time basis', record.basis && record.basis !== 'period' ? bothWords('basis', record.basis) : null),
      ...line('性质', 'Status', record.status ? bothWords('status', record.status) : null),
      ...line('地区', 'Region', region(record)),
      ...line('主体', 'Subject', record.subject),
      ...line('排名范围', 'Ranked in', record.scope ? record.scope_zh ?? record.scope : null),
      ...line('时期', 'Period', record.kind === 'observation' ? record.period ?? both('原文未说明', 'not told') : null),
      ...line('属于', 'Part of', total ? link(total) : null),
      ...(parts.length ? [make('dt', {}, both('其中', 'Its parts')), make('dd', {}, ...parts.flatMap((part) => [link(part), ' ']))] : [])));
    const rule = rules[record.rule] ?? {};
    const told = Object.entries(rule).filter(([, name]) => name);
    if (told.length) {
      sheet.append(make('details', { class: 'rule', open: true }, make('summary', {}, both('各字段依据的规则', 'The rule that decided each field')),
        make('dl', { class: 'rules' }, ...told.flatMap(([field, name]) => [make('dt', {}, make('code', {}, field)), make('dd', { lang: 'en' }, String(name))]))));
    }
    if (record.id) sheet.append(make('p', { class: 'id' }, make('code', {}, record.id)));
    return sheet;
  }

  function show(mark) {
    const sheets = (ofMark.get(mark) ?? []).map(sheet);
    if (sheets.length) $('record').replaceChildren(...sheets);
  }

  // ---- marks

  function choose(mark, isToScroll) {
    const target = marks[mark];
    if (!target) return;
    if (chosen !== null) {
      marks[chosen].classList.remove('chosen');
      marks[chosen].tabIndex = -1;
      marks[chosen].removeAttribute('aria-current');
    }
    chosen = mark;
    target.classList.add('chosen');
    target.tabIndex = 0;
    target.setAttribute('aria-current', 'true');
    if (isToScroll) {
      target.scrollIntoView({ block: 'center' });
      target.focus({ preventScroll: true });
      history.replaceState(null, '', `#${target.id}`);
    }
    for (const row of document.querySelectorAll('#numbers tr.chosen')) row.classList.remove('chosen');
    for (const row of document.querySelectorAll(`#numbers tr[data-mark="${mark}"]`)) row.classList.add('chosen');
    show(mark);
  }

  function step(from, way) {
    for (let mark = from + way; mark >= 0 && mark < marks.length; mark += way) {
      if (!marks[mark].classList.contains('off')) return mark;
    }
    return from;
  }

  function wireMarks() {
    marks = [...document.querySelectorAll('#text mark')];
    marks.forEach((mark, n) => { mark.dataset.n = n; mark.tabIndex = n === 0 ? 0 : -1; mark.setAttribute('role', 'button'); });
    const text = $('text');
    const of = (event) => { const mark = event.target.closest('mark'); return mark ? Number(mark.dataset.n) : null; };
    text.addEventListener('click', (event) => { const mark = of(event); if (mark !== null) choose(mark, false); });
    text.addEventListener('mouseover', (event) => { const mark = of(event); if (mark !== null) show(mark); });
    text.addEventListener('mouseout', (event) => { if (of(event) !== null && chosen !== null) show(chosen); });
    text.addEventListener('focusin', (event) => { const mark = of(event); if (mark !== null && mark !== chosen) choose(mark, false); });
    text.addEventListener('keydown', (event) => {
      const mark = of(event);
      const way = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (mark === null || event.altKey || event.ctrlKey || event.metaKey) return;
      if (way) { event.preventDefault(); choose(step(mark, way), true); }
      if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); choose(mark, false); $('card').scrollIntoView({ block: 'nearest' }); }
    });
  }

  // ---- filters and table

  function row(record) {
    const jump = make('button', { type: 'button', class: 'link', onclick: () => choose(record.mark, true) }, printed(record));
    const name = record.indicator ? both(record.indicator_zh, record.indicator_en) : record.text ? make('em', {}, record.text) : '';
    return make('tr', { 'data-mark': record.mark, 'data-id': record.id, 'data-kind': record.kind },
      make('td', { class: 'printed' }, jump),
      make('td', {}, make('span', { class: `tag ${record.kind}` }, bothWords('kind', record.kind))),
      make('td', {}, name),
      make('td', {}, record.statistic ? bothWords('statistic', record.statistic) : '', record.status && record.status !== 'actual' ? ' · ' : '',
        record.status && record.status !== 'actual' ? bothWords('status', record.status) : ''),
      make('td', { class: 'number' }, value(record)),
      make('td', {}, record.unit ? bothWords('unit', record.unit) : ''),
      make('td', {}, region(record) ?? ''),
      make('td', {}, record.period ?? ''),
      make('td', {}, ...badges(record)));
  }

  function wanted() {
    const kinds = new Set([...document.querySelectorAll('#kinds input:checked')].map((input) => input.value));
    const indicator = $('indicator').value;
    const [, , isFlagged] = FLAGS[$('flag').value] ?? FLAGS.all;
    const words = $('words').value.trim().toLowerCase();
    return (record) => kinds.has(record.kind)
      && (indicator === '' || (record.indicator ?? `~${record.text}`) === indicator)
      && isFlagged(record)
      && (words === '' || [printed(record), record.text, record.indicator_zh, record.indicator_en, record.region_zh, record.subject, record.period]
        .some((part) => part && part.toLowerCase().includes(words)));
  }

  function filter() {
    const found = records.filter(wanted());
    const visible = new Set(found.map((record) => record.mark));
    marks.forEach((mark, n) => mark.classList.toggle('off', !visible.has(n)));
    const isCut = !isAll && found.length > ROWS_AT_FIRST;
    const body = document.querySelector('#numbers tbody');
    body.replaceChildren(...(isCut ? found.slice(0, ROWS_AT_FIRST) : found).map(row));
    if (!found.length) body.append(make('tr', {}, make('td', { colspan: 9, class: 'empty' }, both('没有符合条件的数字。', 'No number fits.'))));
    $('more').hidden = !isCut;
    $('n-shown').replaceChildren(both(`${found.length} / ${records.length} 行`, `${found.length} of ${records.length} rows`));
    for (const chosenRow of body.querySelectorAll(`tr[data-mark="${chosen}"]`)) chosenRow.classList.add('chosen');
  }

  function fillFilters() {
    const count = (fits) => records.filter(fits).length;
    $('kinds').append(...KINDS.map((kind) => make('label', {}, make('input', { type: 'checkbox', value: kind, checked: true }),
      make('span', { class: `tag ${kind}` }, bothWords('kind', kind)), ` ${count((r) => r.kind === kind)}`)));
    const names = new Map();
    for (const r of records) {
      if (r.kind !== 'observation') continue;
      const key = r.indicator ?? `~${r.text}`;
      names.set(key, { record: r, n: (names.get(key)?.n ?? 0) + 1 });
    }
    const choices = [...names].sort(([, a], [, b]) => Number(!a.record.indicator) - Number(!b.record.indicator) || b.n - a.n);
    function label() {
      const indicator = $('indicator').value;
      const flag = $('flag').value || 'all';
      $('indicator').replaceChildren(make('option', { value: '' }, say('全部', 'all')), ...choices.map(([key, { record, n }]) => make('option', { value: key },
        `${record.indicator ? say(record.indicator_zh, record.indicator_en) : `${record.text} ${say('（待识别）', '(no indicator)')}`} · ${n}`)));
      $('flag').replaceChildren(...Object.entries(FLAGS).map(([key, [zh, en, fits]]) => make('option', { value: key }, `${say(zh, en)} · ${count(fits)}`)));
      $('indicator').value = indicator;
      $('flag').value = flag;
    }
    label();
    kechuang.onLanguage(label);
    const form = $('filters');
    form.hidden = false;
    form.addEventListener('submit', (event) => event.preventDefault());
    form.addEventListener('input', filter);
    form.addEventListener('reset', () => setTimeout(filter));
    $('more').firstElementChild.addEventListener('click', () => { isAll = true; filter(); });
  }

  // ---- series

  const key = (r, area) => JSON.stringify([r.indicator, area, r.subject, r.statistic, r.unit, r.comparison, r.basis, r.scope]);

  function drawSeries(charts) {
    const place = $('series');
    if (!charts.length) return;
    const shown = charts.slice(0, MOST_CHARTS);
    place.replaceChildren(...shown.map(({ first, points }) => {
      const canvas = make('div', { class: 'chart', role: 'img' });
      const title = make('figcaption', {}, both(first.indicator_zh, first.indicator_en), make('small', {}, ' ', both(first.region_zh ?? first.subject ?? '', first.region_en ?? first.subject ?? ''),
        ' · ', bothWords('statistic', first.statistic), ' · ', bothWords('unit', first.unit)));
      if (points.length < 2) {
        const only = points[0];
        return make('figure', { class: 'single' }, title, make('p', {}, make('strong', {}, number(only?.value)), ` ${only?.period ?? ''}`),
          make('p', { class: 'hint' }, both('目前只有一个点。', 'One point so far.')));
      }
      const groups = [...new Set(points.map((p) => p.group))].sort();
      chart(canvas, () => ({
        textStyle: font,
        grid: { left: 4, right: 18, top: groups.length > 1 ? 34 : 14, bottom: 4, containLabel: true },
        legend: groups.length > 1 ? { top: 0, left: 0, textStyle: font } : undefined,
        tooltip: { trigger: 'item', confine: true, formatter: ({ data: d }) => echarts.format.encodeHTML(`${d.period}: ${number(d.value[1])}`) },
        xAxis: { type: 'time', minInterval: 86400000 * 27, axisLabel: { color: colours.soft, hideOverlap: true }, splitLine: { show: false } },
        yAxis: { type: 'value', scale: true, inverse: first.statistic === 'rank', axisLabel: { color: colours.soft, formatter: compact }, splitLine: { lineStyle: { color: colours.line } } },
        series: groups.map((group) => ({
          name: word('status', group), type: 'line', color: group === 'observed' ? colours.teal : colours.amber, clip: false,
          lineStyle: { type: group === 'observed' ? 'solid' : 'dashed' }, symbol: 'emptyCircle',
          data: points.filter((p) => p.group === group).map((p) => ({
            value: [p.date, p.value], period: p.period, symbol: p.document === thisDocument ? 'circle' : 'emptyCircle', symbolSize: p.document === thisDocument ? 11 : 8,
          })),
        })),
      }));
      const table = make('details', {}, make('summary', {}, both('数值', 'Values')), make('table', {}, make('tbody', {}, ...points.map((p) => make('tr', {},
        make('th', { scope: 'row' }, p.period), make('td', { class: 'number' }, number(p.value)), make('td', {}, bothWords('status', p.group)),
        make('td', {}, p.document === thisDocument ? both('本文献', 'this document') : make('a', { href: `${p.document}.html#c${p.start}` }, both('证据', 'evidence'))))))));
      canvas.setAttribute('aria-label', `${first.indicator_zh} ${first.region_zh ?? ''}`);
      return make('figure', {}, title, canvas, table);
    }));
    if (charts.length > MOST_CHARTS) {
      place.after(make('p', { class: 'hint more' }, both(`显示 ${MOST_CHARTS} / ${charts.length} 个序列；其余可查：`, `${MOST_CHARTS} of ${charts.length} series shown; the rest: `),
        make('code', {}, 'kechuang query "from indicator_series"')));
    }
  }

  async function fillSeries() {
    const fed = new Map();
    for (const r of records) {
      if (!r.indicator || !r.period || r.withheld || !(r.area || r.subject)) continue;
      const area = r.area ?? 'none';
      if (!fed.has(key(r, area))) fed.set(key(r, area), { first: r, area });
    }
    const areas = [...new Set([...fed.values()].map(({ area }) => area))];
    await Promise.allSettled(areas.map((area) => load(`series/${area}.js`)));
    const charts = [];
    for (const [id, { first, area }] of fed) {
      const all = (series[area] ?? []).filter((point) => key(point, area) === id);
      // years beside months would draw a saw: each length of period has a chart of its own
      for (const span of new Set(all.map((point) => point.span))) {
        const points = all.filter((point) => point.span === span);
        if (points.some((point) => point.document === thisDocument) || points.length > 1) charts.push({ first, points });
      }
    }
    charts.sort((a, b) => b.points.length - a.points.length);
    drawSeries(charts);
  }

  document.addEventListener('DOMContentLoaded', () => {
    wireMarks();
    fillFilters();
    filter();
    const jump = () => { const mark = marks.findIndex((m) => `#${m.id}` === location.hash); if (mark >= 0) choose(mark, true); };
    addEventListener('hashchange', jump);
    jump();
    new IntersectionObserver((entries, observer) => {
      if (entries.some((entry) => entry.isIntersecting)) { observer.disconnect(); fillSeries(); }
    }, { rootMargin: '400px' }).observe($('series'));
  });
})();
