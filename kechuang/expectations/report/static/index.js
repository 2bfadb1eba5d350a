// The index page: the trend, the heat map of what is covered, and finding a document.
'use strict';
(() => {
  const { chart, colours, data, font, make, say, both } = kechuang;
  const { trend, coverage } = data();

  function drawTrend() {
    const place = document.getElementById('trend');
    if (trend.length < 2) {
      place.hidden = true;
      place.nextElementSibling.hidden = false;
      return;
    }
    const bar = (name, colour, field, stack) => ({
      name, type: 'bar', stack, itemStyle: { color: colour }, barMaxWidth: 28, data: trend.map((run) => run[field]),
    });
    chart(place, () => ({
      textStyle: font,
      grid: { left: 8, right: 8, top: 66, bottom: 8, containLabel: true },
      legend: { top: 0, left: 0, textStyle: font },
      tooltip: { trigger: 'axis', confine: true },
      xAxis: { type: 'category', data: trend.map((run) => run.finished_at), axisLabel: { color: colours.soft } },
      yAxis: [
        { type: 'value', name: say('条数据', 'figures'), minInterval: 1, splitLine: { lineStyle: { color: colours.line } } },
        { type: 'value', name: say('疑问', 'doubts'), minInterval: 1, splitLine: { show: false } },
      ],
      series: [
        bar(say('写入', 'written'), colours.teal, 'n_observations_opened', 'figures'),
        bar(say('撤下', 'closed'), colours.pale, 'n_observations_closed', 'figures'),
        {
          name: say('存疑', 'doubted'), type: 'line', yAxisIndex: 1, symbol: 'circle', symbolSize: 8,
          itemStyle: { color: colours.amber }, data: trend.map((run) => run.n_warnings),
        },
        {
          name: say('未发布', 'withheld'), type: 'line', yAxisIndex: 1, symbol: 'diamond', symbolSize: 10,
          lineStyle: { type: 'dashed' }, itemStyle: { color: colours.red }, data: trend.map((run) => run.n_quarantined),
        },
      ],
    }));
  }

  function drawCoverage() {
    const select = document.getElementById('year');
    if (!select) return;
    const { regions, indicators, years, cells } = coverage;
    select.append(make('option', { value: '' }, ''), ...[...years].reverse().map((year) => make('option', { value: years.indexOf(year) }, String(year))));
    const label = ([code, zh, en]) => say(zh ?? code, en ?? zh ?? code);

    /** [indicator, region, shade, points] of the year chosen. */
    const shown = () => {
      const sums = new Map();
      for (const [region, indicator, year, n] of cells) {
        if (select.value !== '' && year !== Number(select.value)) continue;
        const key = `${indicator},${region}`;
        sums.set(key, (sums.get(key) ?? 0) + n);
      }
      // a few well-told cells would leave all others pale: colour counts in powers of two
      return [...sums].map(([key, n]) => [...key.split(',').map(Number), Math.log2(1 + n), n]);
    };
    const place = document.getElementById('heat');
    place.style.height = `${Math.max(260, 22 * regions.length + 190)}px`;
    const heat = chart(place, () => {
      const points = shown();
      const most = Math.max(1, ...points.map((point) => point[3]));
      return {
        textStyle: font,
        grid: { left: 8, right: 16, top: 56, bottom: 8, containLabel: true },
        tooltip: {
          confine: true,
          formatter: ({ value: [i, r, , n] }) => echarts.format.encodeHTML(`${label(regions[r])} · ${label(indicators[i])}: ${n} ${say('个序列点', 'points')}`),
        },
        visualMap: {
          min: 0, max: Math.log2(1 + most), dimension: 2, orient: 'horizontal', top: 0, left: 0, itemHeight: 160, calculable: false,
          text: [say(`${most} 个序列点（对数色阶）`, `${most} points (logarithmic)`), '0'], inRange: { color: ['#e9f1ef', '#8fb8b5', '#1f6f78', '#0e3b41'] }, textStyle: font,
        },
        xAxis: {
          type: 'category', data: indicators.map(label), splitArea: { show: true, areaStyle: { color: ['#fff', '#faf8f4'] } },
          axisLabel: { rotate: 40, interval: 0, width: 120, overflow: 'truncate', color: colours.ink }, axisTick: { show: false },
        },
        yAxis: { type: 'category', inverse: true, data: regions.map(label), axisLabel: { interval: 0, color: colours.ink }, axisTick: { show: false } },
        series: [{ type: 'heatmap', data: points, itemStyle: { borderColor: '#fff', borderWidth: 1 }, progressive: 0 }],
      };
    });

    const table = document.getElementById('heat-table');
    function fill() {
      select.options[0].textContent = say('全部年份', 'all years');
      const counts = new Map(shown().map(([i, r, , n]) => [`${i},${r}`, n]));
      const head = make('tr', {}, make('td'), ...indicators.map(([id, zh, en]) => make('th', { scope: 'col' }, both(zh ?? id, en))));
      const rows = regions.map(([code, zh, en], r) => make('tr', {}, make('th', { scope: 'row' }, both(zh ?? code, en)),
        ...indicators.map((_, i) => make('td', { class: 'number' }, String(counts.get(`${i},${r}`) ?? '')))));
      table.replaceChildren(make('thead', {}, head), make('tbody', {}, ...rows));
    }
    fill();
    kechuang.onLanguage(() => { select.options[0].textContent = say('全部年份', 'all years'); });
    select.addEventListener('change', () => { heat.draw(); fill(); });
  }

  function findDocuments() {
    const field = document.getElementById('find-document');
    field?.addEventListener('input', () => {
      const words = field.value.trim().toLowerCase();
      for (const row of document.querySelectorAll('table.documents tbody tr')) {
        row.hidden = !row.textContent.toLowerCase().includes(words);
      }
    });
  }

  document.addEventListener('DOMContentLoaded', () => { drawTrend(); drawCoverage(); findDocuments(); });
})();
