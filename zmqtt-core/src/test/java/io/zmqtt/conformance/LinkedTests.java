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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.Disabled;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * The tests of this module, found among its compiled test classes.
 */
public final class LinkedTests {

	private static final List<Method> METHODS = scan();

	private LinkedTests() {
	}

	static Path testClasses() {
		try {
			return Path.of(LinkedTests.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static List<Method> scan() {
		Path root = testClasses();
		List<Method> methods = new ArrayList<>();
		try (Stream<Path> files = Files.walk(root)) {
			files.filter((file) -> file.toString().endsWith(".class")).forEach((file) -> {
				String path = root.relativize(file).toString();
				methods.addAll(declared(path.substring(0, path.length() - ".class".length())));
			});
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		methods.sort(Comparator.comparing(LinkedTests::name));
		return List.copyOf(methods);
	}

	private static List<Method> declared(String path) {
		try {
			Class<?> type = Class.forName(path.replace('/', '.').replace('\\', '.'), false,
					LinkedTests.class.getClassLoader());
			return List.of(type.getDeclaredMethods());
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Return all methods that are linked to a statement.
	 */
	static List<Method> all() {
		return METHODS.stream()
			.filter((method) -> Stream.of(Catalogue.values()).anyMatch((catalogue) -> !catalogue.ids(method).isEmpty()))
			.toList();
	}

	/**
	 * Return the tests of a catalogue by statement.
	 */
	static Map<String, List<Method>> of(Catalogue catalogue) {
		Map<String, List<Method>> tests = new TreeMap<>(StatementOrder.INSTANCE);
		for (Method method : METHODS) {
			for (String id : catalogue.ids(method)) {
				tests.computeIfAbsent(id, (key) -> new ArrayList<>()).add(method);
			}
		}
		return tests;
	}

	/**
	 * Return the tests of a statement.
	 */
	public static List<Method> of(Catalogue catalogue, String id) {
		return of(catalogue).getOrDefault(id, List.of());
	}

	static boolean isTest(Method method) {
		return AnnotationSupport.isAnnotated(method, Testable.class);
	}

	static boolean isDisabled(Method method) {
		return AnnotationSupport.isAnnotated(method, Disabled.class)
				|| AnnotationSupport.isAnnotated(method.getDeclaringClass(), Disabled.class);
	}

	/**
	 * Return the name of a test as documents show it.
	 */
	static String name(Method method) {
		Class<?> type = method.getDeclaringClass();
		return type.getName().substring(type.getPackageName().length() + 1).replace('$', '.') + "." + method.getName();
	}

}
