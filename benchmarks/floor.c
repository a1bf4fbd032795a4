/* The floor: parses the same specs with libyaml and writes the same bytes, with N processes. No model, no rules, nothing
   but what any compiler in any language has to do.

   cc -O2 floor.c -lyaml -o floor; ./floor N LIST OUT     LIST: lines of "spec<TAB>built file<TAB>path below OUT", a spec
   only where it is read (the first of its files); built files are read into memory before the clock is started.
   Prints the seconds that parsing and writing took. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <yaml.h>

typedef struct { char *spec, *path; char *data; size_t size; } Entry;

static char *slurp(const char *path, size_t *size) {
  int handle = open(path, O_RDONLY);
  struct stat found;
  if (handle < 0 || fstat(handle, &found)) { perror(path); exit(2); }
  char *data = malloc(found.st_size + 1);
  *size = read(handle, data, found.st_size);
  close(handle);
  return data;
}

static void parse(const char *path) {
  size_t size;
  char *data = slurp(path, &size);
  yaml_parser_t parser;
  yaml_event_t event;
  yaml_parser_initialize(&parser);
  yaml_parser_set_input_string(&parser, (unsigned char *)data, size);
  for (int done = 0; !done;) {
    if (!yaml_parser_parse(&parser, &event)) { fprintf(stderr, "%s: not YAML\n", path); exit(2); }
    done = event.type == YAML_STREAM_END_EVENT;
    yaml_event_delete(&event);
  }
  yaml_parser_delete(&parser);
  free(data);
}

static void put(const Entry *entry) {
  char folder[4096];
  int handle = open(entry->path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (handle < 0 && errno == ENOENT) {
    strncpy(folder, entry->path, sizeof folder - 1);
    for (char *at = folder + 1; (at = strchr(at, '/')); at++) { *at = 0; mkdir(folder, 0755); *at = '/'; }
    handle = open(entry->path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  }
  if (handle < 0 || write(handle, entry->data, entry->size) != (ssize_t)entry->size) { perror(entry->path); exit(2); }
  close(handle);
}

int main(int count, char **words) {
  if (count != 4) return 2;
  int processes = atoi(words[1]);
  size_t entries = 0, room = 1024, length = 0;
  Entry *list = malloc(room * sizeof *list);
  char *line = NULL;
  FILE *file = fopen(words[2], "r");
  while (file && getline(&line, &length, file) > 0) {
    line[strcspn(line, "\n")] = 0;
    char *built = strchr(line, '\t'), *below = built ? strchr(built + 1, '\t') : NULL;
    if (!below) return 2;
    *built++ = 0; *below++ = 0;
    if (entries == room) list = realloc(list, (room *= 2) * sizeof *list);
    Entry *entry = &list[entries++];
    entry->spec = strdup(line);
    entry->data = slurp(built, &entry->size);
    if (asprintf(&entry->path, "%s/%s", words[3], below) < 0) return 2;
  }
  struct timespec start, end;
  clock_gettime(CLOCK_MONOTONIC, &start);
  for (int me = 0; me < processes; me++) {
    if (fork()) continue;
    for (size_t at = entries * me / processes; at < entries * (me + 1) / processes; at++) {
      if (*list[at].spec) parse(list[at].spec);
      put(&list[at]);
    }
    _exit(0);
  }
  for (int status; wait(&status) > 0;) if (status) return 2;
  clock_gettime(CLOCK_MONOTONIC, &end);
  printf("%.4f\n", end.tv_sec - start.tv_sec + (end.tv_nsec - start.tv_nsec) / 1e9);
  return 0;
}
