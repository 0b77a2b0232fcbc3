"""What lists pages: feed, sitemap, listing, edgar, hkex, cninfo, warc."""
