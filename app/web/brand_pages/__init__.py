"""A brand's pages that console and oversight share: previews, differences, contrast, versions."""
