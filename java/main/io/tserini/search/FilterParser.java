package io.tserini.search;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tserini.store.FieldTypes;
import io.tserini.store.Fields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.document.DoubleField;
import org.apache.lucene.document.DoublePoint;
import org.apache.lucene.document.LongField;
import org.apache.lucene.index.DocValuesType;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TermRangeQuery;
import org.apache.lucene.util.BytesRef;

/**
 * Makes Lucene's query of a filter, which the TypeScript side has checked and written as nested arrays: {@code
 * ["and", filter, …]}, {@code ["or", filter, …]}, {@code ["not", filter]}, {@code ["terms", type, field, value, …]},
 * {@code ["range", type, field, from, isFromIncluded, to, isToIncluded]} (null for an open end) and {@code
 * ["exists", type, field]}. Dates are milliseconds since 1970.
 */
final class FilterParser {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final JsonParser json;
  private final IndexReader reader;

  private FilterParser(JsonParser json, IndexReader reader) {
    this.json = json;
    this.reader = reader;
  }

  /** @param reader the index in which the query is used */
  static Query parse(String text, IndexReader reader) throws IOException {
    try (JsonParser json = FACTORY.createParser(text)) {
      json.nextToken();
      return new FilterParser(json, reader).filter();
    }
  }

  /** Reads a filter, from the start of its array to the end. */
  private Query filter() throws IOException {
    String operator = json.nextTextValue();
    return switch (operator) {
      case "and" -> and(filters());
      case "or" -> or(filters());
      case "not" -> and(List.of(not(filters().getFirst())));
      case "terms" -> terms(json.nextTextValue(), luceneName(json.nextTextValue()));
      case "range" -> range(json.nextTextValue(), json.nextTextValue());
      case "exists" -> exists(json.nextTextValue(), json.nextTextValue());
      default -> throw new IOException("unknown operator of a filter: " + operator);
    };
  }

  private List<Query> filters() throws IOException {
    List<Query> filters = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      filters.add(filter());
    }
    return filters;
  }

  private static String luceneName(String field) {
    return field.equals(FieldTypes.DOCID) ? Fields.ID : field;
  }

  private static Query and(List<Query> filters) {
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    filters.forEach(filter -> all.add(filter, Occur.FILTER));
    return all.build();
  }

  private static Query or(List<Query> filters) {
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    filters.forEach(filter -> any.add(filter, Occur.SHOULD));
    return any.build();
  }

  private static Query not(Query filter) {
    return new BooleanQuery.Builder()
        .add(MatchAllDocsQuery.INSTANCE, Occur.FILTER)
        .add(filter, Occur.MUST_NOT)
        .build();
  }

  private Query terms(String type, String field) throws IOException {
    if (type.equals(FieldTypes.KEYWORD)) {
      List<BytesRef> values = new ArrayList<>();
      for (String value = json.nextTextValue(); value != null; value = json.nextTextValue()) {
        values.add(new BytesRef(value));
      }
      return values.size() == 1
          ? new TermQuery(new Term(field, values.getFirst()))
          : values.isEmpty() ? MatchNoDocsQuery.INSTANCE : new TermInSetQuery(field, values);
    }
    if (type.equals(FieldTypes.NUMBER)) {
      List<Double> values = new ArrayList<>();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        values.add(number());
      }
      return values.isEmpty()
          ? MatchNoDocsQuery.INSTANCE
          : DoubleField.newSetQuery(field, values.stream().mapToDouble(Double::doubleValue).toArray());
    }
    List<Long> values = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      values.add(json.getLongValue());
    }
    return values.isEmpty()
        ? MatchNoDocsQuery.INSTANCE
        : LongField.newSetQuery(field, values.stream().mapToLong(Long::longValue).toArray());
  }

  /** The current number, of which 0 has one sign, as in the index. */
  private double number() throws IOException {
    return json.getDoubleValue() + 0.0;
  }

  private Query range(String type, String field) throws IOException {
    Query query = type.equals(FieldTypes.NUMBER) ? numbers(field) : dates(field);
    json.nextToken();
    return query;
  }

  private Query numbers(String field) throws IOException {
    double from = json.nextToken() == JsonToken.VALUE_NULL ? Double.NEGATIVE_INFINITY : number();
    from = json.nextBooleanValue() ? from : DoublePoint.nextUp(from);
    double to = json.nextToken() == JsonToken.VALUE_NULL ? Double.POSITIVE_INFINITY : number();
    to = json.nextBooleanValue() ? to : DoublePoint.nextDown(to);
    return from > to ? MatchNoDocsQuery.INSTANCE : DoubleField.newRangeQuery(field, from, to);
  }

  private Query dates(String field) throws IOException {
    long from = json.nextToken() == JsonToken.VALUE_NULL ? Long.MIN_VALUE : json.getLongValue();
    from = json.nextBooleanValue() ? from : from + 1;
    long to = json.nextToken() == JsonToken.VALUE_NULL ? Long.MAX_VALUE : json.getLongValue();
    to = json.nextBooleanValue() ? to : to - 1;
    return from > to ? MatchNoDocsQuery.INSTANCE : LongField.newRangeQuery(field, from, to);
  }

  private Query exists(String type, String field) throws IOException {
    json.nextToken();
    if (field.equals(FieldTypes.DOCID)) {
      return MatchAllDocsQuery.INSTANCE;
    }
    return type.equals(FieldTypes.KEYWORD) && !hasDocValues(field)
        ? new TermRangeQuery(field, null, null, true, true)
        : new FieldExistsQuery(field);
  }

  /** Whether a keyword has doc values: that of another program's index may have none. */
  private boolean hasDocValues(String field) {
    FieldInfo info = FieldInfos.getMergedFieldInfos(reader).fieldInfo(field);
    return info == null || info.getDocValuesType() != DocValuesType.NONE;
  }
}
