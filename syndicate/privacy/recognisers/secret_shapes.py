"""What keys, webhooks and private keys look like, maker by maker."""

from __future__ import annotations

import re

KEYS = re.compile(
    r"(?<![0-9A-Za-z])(?:"
    r"(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}"
    r"|(?:ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9]{20,255}|github_pat_[A-Za-z0-9_]{22,255}"
    r"|gl(?:pat|ptt|dt|rt|cbt|soat|ft)-[A-Za-z0-9_-]{18,255}"
    r"|xox[abeoprs]-[A-Za-z0-9-]{10,250}|xapp-[0-9]-[A-Za-z0-9-]{20,250}"
    r"|sk-(?:proj-|ant-|svcacct-|admin-|or-)?[A-Za-z0-9_-]{20,250}"
    r"|(?:sk|rk|pk|whsec)_(?:live|test)_[A-Za-z0-9]{10,250}|whsec_[A-Za-z0-9]{24,64}"
    r"|AIza[A-Za-z0-9_-]{33,40}|ya29\.[A-Za-z0-9_-]{20,400}|GOCSPX-[A-Za-z0-9_-]{20,40}"
    r"|npm_[A-Za-z0-9]{36,64}|pypi-AgEI[A-Za-z0-9_-]{20,300}|rubygems_[a-f0-9]{48}"
    r"|SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}|key-[a-f0-9]{32}"
    r"|(?:SK|AC)[a-f0-9]{32}|hf_[A-Za-z]{30,40}|dop_v1_[a-f0-9]{64}|dapi[a-f0-9]{32}"
    r"|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}|sq0(?:atp|csp)-[A-Za-z0-9_-]{22,43}|"
    r"EAAA[A-Za-z0-9_-]{56,80}"
    r"|ATATT3[A-Za-z0-9_=-]{20,300}|lin_api_[A-Za-z0-9]{32,50}|(?:secret|ntn)_[A-Za-z0-9]{40,60}"
    r"|hvs\.[A-Za-z0-9_-]{20,250}|tfe?_[A-Za-z0-9]{40,}|figd_[A-Za-z0-9_-]{20,60}"
    r"|[0-9]{8,10}:AA[A-Za-z0-9_-]{30,36}|PMAK-[a-f0-9]{24}-[a-f0-9]{34}|NRAK-[A-Z0-9]{27}"
    r"|glsa_[A-Za-z0-9]{32}_[a-f0-9]{8}|dckr_pat_[A-Za-z0-9_-]{20,40}|"
    r"sntrys_[A-Za-z0-9_=+/-]{20,300}"
    r"|eyJ[A-Za-z0-9_-]{8,2000}\.eyJ[A-Za-z0-9_-]{8,4000}(?:\.[A-Za-z0-9_-]{0,2000})?"
    r"|sbp_[a-f0-9]{40}|gsk_[A-Za-z0-9]{40,60}|r8_[A-Za-z0-9]{30,40}|xkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16}"
    r"|EAA[A-Z][A-Za-z0-9]{24,250}|pat[A-Za-z0-9]{14}\.[a-f0-9]{64}|A{20,24}[A-Za-z0-9%]{30,150}"
    r"|CFPAT-[A-Za-z0-9_-]{40,50}|phc_[A-Za-z0-9]{30,50}|shippo_(?:live|test)_[a-f0-9]{40}"
    r"|AGE-SECRET-KEY-1[A-Z0-9]{50,60}|sgp_[a-f0-9]{40}|fly?[mo]?1_[A-Za-z0-9_-]{40,300}"
    r"|(?:rzp|pplx|fw|tvly|lsv2_pt|nvapi|csk|tskey-(?:api|auth))[-_](?:live_|test_)?[A-Za-z0-9_-]{14,120}"
    r"|ops_eyJ[A-Za-z0-9_-]{40,900}|AKCp[A-Za-z0-9]{60,80}|ddp_[A-Za-z0-9]{30,40}|oauth2?_[A-Za-z0-9]{40,}"
    r")(?![0-9A-Za-z])"
)
WEBHOOK = re.compile(
    r"https://(?:hooks\.slack\.com/(?:services|workflows)/[A-Za-z0-9/_-]{20,120}"
    r"|(?:discord(?:app)?\.com)/api/webhooks/[0-9]{10,25}/[A-Za-z0-9_-]{30,100}"
    r"|[a-z0-9-]{1,60}\.webhook\.office\.com/[A-Za-z0-9@/_-]{20,300}"
    r"|hooks\.zapier\.com/hooks/catch/[A-Za-z0-9/]{6,60}|maker\.ifttt\.com/[^\s]{4,80}/key/[^\s]{8,60}"
    r"|chat\.googleapis\.com/v1/spaces/[^\s]{1,200}[?&](?:key|token)=[^\s]{3,300}"
    r"|[a-z0-9.-]{1,100}\.logic\.azure\.com(?::443)?/[^\s]{1,300}[?&]sig=[A-Za-z0-9%_-]{3,100}"
    r"|[^\s?#]{4,300}\?[^\s#]{0,500}(?:X-Amz-Signature|X-Goog-Signature|Signature|sig)="
    r"[A-Za-z0-9%_+/=-]{16,500}[^\s]{0,200})"
)
PEM = re.compile(
    r"PuTTY-User-Key-File-[23]:[^\n]{0,60}|"
    r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----"
    r"(?:[A-Za-z0-9+/=\s,:.-]{0,8000}?-----END (?:[A-Z0-9]{1,12} ){0,3}PRIVATE "
    r"KEY(?: BLOCK)?-----)?"
)
