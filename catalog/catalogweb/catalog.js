// Nicer with script: unused options fold away, the search preview follows the typing,
// an import page follows its job.
const options = document.querySelectorAll('.cat-option')
const filled = row => [...row.querySelectorAll('input')].some(input => input.value.trim() !== '')
const unfold = () => options.forEach((row, i) => { row.hidden = i > 0 && !filled(row) && !filled(options[i - 1]) })
if (options.length) {
  unfold()
  document.querySelector('[data-options]').addEventListener('input', unfold)
}

const preview = document.querySelector('[data-seo]')
if (preview) {
  const form = document.getElementById('product-form')
  const value = name => (form.elements[name]?.value ?? '').trim()
  form.addEventListener('input', () => {
    preview.querySelector('[data-seo-title]').textContent = value('seo_title') || value('title')
    preview.querySelector('[data-seo-text]').textContent = value('seo_description') || value('description').replace(/<[^>]*>/g, ' ').slice(0, 160)
    preview.querySelector('[data-seo-handle]').textContent = value('handle')
  })
}

if (document.querySelector('[data-working]')) setTimeout(() => location.reload(), 1500)
