"""What the application carries, typed (aiohttp.web.AppKey)."""

from aiohttp import web

from navette.service.challenges import Challenges
from navette.service.context import Context
from navette.web.limits import Limits
from navette.web.metrics import Metrics
from navette.web.nonces import Nonces

CHALLENGES: web.AppKey[Challenges] = web.AppKey("challenges", Challenges)
CONTEXT: web.AppKey[Context] = web.AppKey("context", Context)
LIMITS: web.AppKey[Limits] = web.AppKey("limits", Limits)
METRICS: web.AppKey[Metrics] = web.AppKey("metrics", Metrics)
NONCES: web.AppKey[Nonces] = web.AppKey("nonces", Nonces)
