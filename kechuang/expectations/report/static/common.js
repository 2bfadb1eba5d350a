// What every page of the report needs: the language and its memory, words for codes, charts that follow both.
'use strict';
const kechuang = (() => {
  const root = document.documentElement;
  const remembered = 'kechuang-language';
  const followers = []; // called when the language changes

  // code -> [Chinese, English]
  const words = {
    kind: {
      observation: ['数据', 'figure'], time: ['时间', 'time'], reference: ['名称编号', 'reference'], unresolved: ['未说明', 'unresolved'],
    },
    statistic: {
      level: ['水平', 'level'], increment: ['新增', 'increment'], change: ['增减', 'change'], growth_rate: ['增长率', 'growth rate'],
      share: ['占比', 'share'], rank: ['位次', 'rank'],
    },
    status: {
      actual: ['实际', 'actual'], provisional: ['初步', 'provisional'], target: ['目标', 'target'], forecast: ['预测', 'forecast'],
      observed: ['实际', 'observed'],
    },
    qualifier: {
      exact: ['恰为', 'exact'], range: ['区间', 'range'], approx: ['约', 'about'], over: ['超过', 'over'], at_least: ['不少于', 'at least'],
      under: ['不足', 'under'], at_most: ['不超过', 'at most'],
    },
    basis: {
      period: ['当期', 'in the period'], cumulative: ['累计', 'cumulative'], per_year: ['年均', 'a year'], per_month: ['月均', 'a month'],
      per_week: ['周均', 'a week'], per_day: ['日均', 'a day'],
    },
    comparison: { yoy: ['同比', 'year on year'], mom: ['环比', 'month on month'] },
    unit: {
      count: ['个（家、项…）', 'count'], person: ['人', 'persons'], CNY: ['元', 'CNY'], USD: ['美元', 'USD'], percent: ['%', '%'],
      percentage_point: ['个百分点', 'percentage points'], permille: ['‰', '‰'], times: ['倍', 'times'], rank: ['位', 'place'],
      year: ['年', 'years'], index_point: ['点', 'index points'], m2: ['平方米', 'm²'], 'kW.h': ['千瓦时', 'kWh'], t: ['吨', 't'],
    },
    severity: { critical: ['严重', 'critical'], warning: ['存疑', 'warning'], info: ['提示', 'info'] },
    span: {
      year: ['年度', 'years'], half_year: ['半年', 'half-years'], quarter: ['季度', 'quarters'], month: ['月度', 'months'], day: ['日', 'days'],
      interval: ['区间', 'intervals'], other: ['其他', 'other'],
    },
  };

  const language = () => root.dataset.lang;
  const say = (zh, en) => (language() === 'zh' ? zh : en);
  /** The word for a code, or the code itself. */
  const word = (room, code) => {
    const found = words[room] && words[room][code];
    return found ? say(found[0], found[1]) : code ?? '';
  };

  function setLanguage(lang) {
    root.dataset.lang = lang;
    root.lang = lang === 'zh' ? 'zh-CN' : 'en';
    for (const button of document.querySelectorAll('[data-set-lang]')) {
      button.setAttribute('aria-pressed', String(button.dataset.setLang === lang));
    }
    for (const labelled of document.querySelectorAll('[data-label]')) {
      const [room, code] = labelled.dataset.label.split('.');
      labelled.textContent = word(room, code);
    }
    followers.forEach((follow) => follow());
  }

  function remember(lang) {
    try { localStorage.setItem(remembered, lang); } catch { /* a browser that keeps nothing for files */ }
  }

  function recall() {
    try {
      const lang = localStorage.getItem(remembered);
      if (lang === 'zh' || lang === 'en') return lang;
    } catch { /* as above */ }
    return navigator.language.startsWith('zh') ? 'zh' : 'en';
  }

  setLanguage(recall()); // before the page is drawn
  document.addEventListener('DOMContentLoaded', () => {
    setLanguage(language());
    for (const button of document.querySelectorAll('[data-set-lang]')) {
      button.addEventListener('click', () => { remember(button.dataset.setLang); setLanguage(button.dataset.setLang); });
    }
  });

  /** An element with attributes and children; texts are set as text, never as HTML. */
  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
      else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  }

  /** Words in both languages, of which the style shows one. */
  function both(zh, en) {
    const pair = document.createDocumentFragment();
    pair.append(make('span', { class: 'zh', lang: 'zh-CN' }, zh ?? ''), make('span', { class: 'en', lang: 'en' }, en ?? zh ?? ''));
    return pair;
  }
  const bothWords = (room, code) => (words[room] && words[room][code] ? both(...words[room][code]) : document.createTextNode(code ?? ''));

  const data = () => JSON.parse(document.getElementById('data').textContent);
  const folder = new URL('../', document.currentScript.src).href;
  const loading = {};
  /** Loads a script of the report once. */
  function load(path) {
    loading[path] ??= new Promise((resolve, reject) => {
      document.head.append(make('script', { src: folder + path, onload: resolve, onerror: reject }));
    });
    return loading[path];
  }

  const series = {};
  /** Called by the files of the folder `series`: points as arrays named by `fields`. */
  function addSeries(region, { fields, points }) {
    series[region] = points.map((point) => Object.fromEntries(fields.map((field, n) => [field, point[n] ?? null])));
  }

  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  /** A chart that is drawn when it comes into view, and again when the language or the width changes. */
  function chart(element, option) {
    let drawn = null;
    const draw = () => drawn && drawn.setOption({ animation: !still, aria: { enabled: true, decal: { show: false } }, ...option() }, true);
    new IntersectionObserver(async (entries, observer) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      await load('static/echarts.min.js');
      drawn = echarts.init(element, null, { renderer: 'svg' });
      draw();
      element.dataset.drawn = 'true';
      new ResizeObserver(() => drawn.resize()).observe(element);
    }, { rootMargin: '300px' }).observe(element);
    followers.push(draw);
    return { on: (name, act) => { const wait = setInterval(() => { if (drawn) { clearInterval(wait); drawn.on(name, act); } }, 100); }, draw };
  }

  const colours = { ink: '#22303a', soft: '#5b6872', line: '#d9d5cc', teal: '#1f6f78', amber: '#b3650d', red: '#a8322a', blue: '#3a5a94', pale: '#8fb8b5' };
  const font = { fontFamily: getComputedStyle(root).getPropertyValue('--sans').trim() || 'sans-serif', color: colours.ink, fontSize: 12 };
  const number = (value) => (value === null || value === undefined ? '' : new Intl.NumberFormat('en', { maximumFractionDigits: 6 }).format(value));

  /** Short, for an axis: 1907亿, 190.7B. */
  const compact = (value) => new Intl.NumberFormat(say('zh-CN', 'en'), { notation: 'compact', maximumFractionDigits: 1 }).format(value);

  return {
    addSeries, compact, both, bothWords, chart, colours, data, font, load, make, number, say, series, word, words,
    onLanguage: (follow) => followers.push(follow),
  };
})();
