// SPDX-License-Identifier: EUPL-1.2
// While a campaign is on its way and the tab is visible, the part of the page named by data-live is fetched again
// every two seconds. Without script the page shows the same after a reload.
const rest = 2000;

function replace(old, next) {
  const said = old.querySelector('[role=status]');
  const news = next.querySelector('[role=status]');
  if (said && news) { // keep the live region itself, or nothing is announced
    if (said.textContent !== news.textContent) said.textContent = news.textContent;
    news.replaceWith(said);
  }
  old.replaceWith(next);
}

async function refresh() {
  const old = document.querySelector('[data-live]');
  if (!old || old.dataset.busy !== 'yes') return;
  // Never pull the focus away: a later round will do.
  const reading = old.contains(document.activeElement) && document.activeElement !== document.body;
  if (!document.hidden && !reading) {
    try {
      const answer = await fetch(old.dataset.live, { headers: { accept: 'text/html' } });
      if (answer.status === 401) return location.reload();
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
        const next = page.getElementById(old.id);
        if (next) {
          replace(old, next);
          if (next.dataset.busy !== 'yes') return location.reload(); // buttons and timeline change with the state
        }
      }
    } catch {
      // The server is away for a moment: the next round tries again.
    }
  }
  setTimeout(refresh, rest);
}

setTimeout(refresh, rest);
