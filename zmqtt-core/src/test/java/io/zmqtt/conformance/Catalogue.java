/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.zmqtt.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A list of statements, and how tests refer to them. The statements stand in a resource,
 * one a line: the identifier, {@code |} and what it says. A second resource with the
 * suffix {@code -not-applicable} has those that need no test, with the reason.
 */
public enum Catalogue {

	MQTT_5("mqtt5", "MQTT 5.0", Mqtt5.class, Mqtt5::value),

	MQTT_3_1_1("mqtt311", "MQTT 3.1.1", Mqtt311.class, Mqtt311::value),

	BEHAVIOURS("behaviours", "Behaviours that other clients got wrong", Behaviour.class, Behaviour::value),

	SEMANTICS("semantics", "Semantics of this client", Semantics.class, Semantics::value);

	private final String resource;

	private final String title;

	private final Function<Method, List<String>> ids;

	private final Map<String, String> statements;

	private final Map<String, String> notApplicable;

	<A extends Annotation> Catalogue(String resource, String title, Class<A> type, Function<A, String[]> value) {
		this.resource = resource;
		this.title = title;
		this.ids = (method) -> {
			A annotation = method.getAnnotation(type);
			return (annotation != null) ? List.of(value.apply(annotation)) : List.of();
		};
		this.statements = read(resource + ".txt");
		this.notApplicable = read(resource + "-not-applicable.txt");
	}

	private static Map<String, String> read(String name) {
		Map<String, String> rows = new TreeMap<>(StatementOrder.INSTANCE);
		try (InputStream in = Catalogue.class.getResourceAsStream("/conformance/" + name)) {
			if (in == null) {
				throw new IllegalStateException("No resource conformance/" + name);
			}
			BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				String[] columns = line.split(" \\| ", 2);
				if (columns.length != 2 || rows.put(columns[0], columns[1].strip()) != null) {
					throw new IllegalStateException("conformance/" + name + ": " + line);
				}
			}
			return rows;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	String title() {
		return this.title;
	}

	String resource() {
		return this.resource;
	}

	/**
	 * Return what is to be shown, by identifier.
	 */
	public Map<String, String> statements() {
		return this.statements;
	}

	/**
	 * Return why statements need no test, by identifier.
	 */
	Map<String, String> notApplicable() {
		return this.notApplicable;
	}

	/**
	 * Return the identifiers that a test refers to.
	 */
	public List<String> ids(Method method) {
		return this.ids.apply(method);
	}

}
