"""The databases that examples of rules about Django and SQLAlchemy are timed on.

SQLite within the process, in memory: nothing waits for a network, so that what is measured
is the least that a question costs. Lines have stops, and stops have tags.

The texts may run more than once in a process, and begin with the same rows each time.
"""

DJANGO = """
import django
from django.apps import apps
from django.conf import settings
if not settings.configured:
    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        INSTALLED_APPS=[],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()
from django.db import connection, models, transaction
if "line" not in apps.all_models["stops"]:
    class Line(models.Model):
        name = models.CharField(max_length=40)
        class Meta:
            app_label = "stops"
    class Tag(models.Model):
        name = models.CharField(max_length=40, unique=True)
        class Meta:
            app_label = "stops"
    class Stop(models.Model):
        line = models.ForeignKey(Line, models.CASCADE)
        name = models.CharField(max_length=40)
        place = models.IntegerField()
        text = models.TextField()
        tags = models.ManyToManyField(Tag)
        class Meta:
            app_label = "stops"
    with connection.schema_editor() as editor:
        for model in (Line, Tag, Stop):
            editor.create_model(model)
Line, Tag, Stop = (apps.all_models["stops"][name] for name in ("line", "tag", "stop"))
for model in (Stop, Tag, Line):
    model.objects.all().delete()
Line.objects.bulk_create([Line(pk=i + 1, name=f"line {i}") for i in range(100)])
Tag.objects.bulk_create([Tag(pk=i + 1, name=f"tag {i}") for i in range(100)])
Stop.objects.bulk_create(
    [
        Stop(pk=i + 1, line_id=i % 100 + 1, name=f"stop {i}", place=i, text="a stop " * 20)
        for i in range(1000)
    ]
)
"""

SQLALCHEMY = """
import atexit
from sqlalchemy import ForeignKey, Integer, String, create_engine, insert, literal, select
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column, relationship, selectinload
from sqlalchemy.pool import StaticPool
class Base(DeclarativeBase):
    pass
class Line(Base):
    __tablename__ = "lines"
    id = mapped_column(Integer, primary_key=True)
    name = mapped_column(String(40))
    stops = relationship("Stop", back_populates="line")
class Stop(Base):
    __tablename__ = "stops"
    id = mapped_column(Integer, primary_key=True)
    line_id = mapped_column(ForeignKey("lines.id"))
    name = mapped_column(String(40))
    text = mapped_column(String)
    line = relationship("Line", back_populates="stops")
engine = create_engine("sqlite://", poolclass=StaticPool)
atexit.register(engine.dispose)
Base.metadata.create_all(engine)
with Session(engine) as session:
    session.execute(insert(Line), [{"id": i, "name": f"line {i}"} for i in range(100)])
    session.execute(
        insert(Stop),
        [
            {"id": i, "line_id": i % 100, "name": f"stop {i}", "text": "a stop " * 20}
            for i in range(1000)
        ],
    )
    session.commit()
"""
