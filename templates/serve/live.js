// The page loads itself again when the author saves; an interrupted stream is taken up again by the browser.
const shown = document.body.dataset.revision;
new EventSource("/events").onmessage = (event) => { if (event.data !== shown) location.reload(); };
