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

package io.zmqtt.spring.annotation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.zmqtt.QoS;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.config.BeanExpressionContext;
import org.springframework.beans.factory.config.BeanExpressionResolver;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.util.StringUtils;

/**
 * Reads attributes of annotations: placeholders and expressions are resolved, and what is
 * wrong is said with the name of the attribute.
 */
final class Attributes {

	private final ConfigurableBeanFactory beanFactory;

	Attributes(ConfigurableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Set something to an attribute that is not empty.
	 */
	<T> void apply(String attribute, String value, Function<String, T> converter, Consumer<T> setter) {
		guard(attribute, () -> {
			String text = text(evaluate(value));
			if (!text.isEmpty()) {
				setter.accept(converter.apply(text));
			}
		});
	}

	/**
	 * Return the text of an attribute.
	 */
	String text(String attribute, String value) {
		return guarded(attribute, () -> text(evaluate(value)));
	}

	/**
	 * Set something to the texts of an attribute, of which one may stand for several.
	 */
	void applyAll(String attribute, String[] values, Consumer<String[]> setter) {
		guard(attribute, () -> {
			List<String> texts = new ArrayList<>();
			for (String value : values) {
				Object evaluated = evaluate(value);
				if (evaluated instanceof String text && isPlaceholder(value)) {
					Arrays.stream(text.split(","))
						.map(String::strip)
						.filter(StringUtils::hasLength)
						.forEach(texts::add);
				}
				else {
					addAll(evaluated, texts);
				}
			}
			setter.accept(texts.toArray(new String[0]));
		});
	}

	/**
	 * Set something to the bean that an attribute names, or that is its value, if it is
	 * not empty.
	 */
	<T> void applyBean(String attribute, String value, Class<T> type, Consumer<T> setter) {
		guard(attribute, () -> {
			Object evaluated = evaluate(value);
			if (type.isInstance(evaluated)) {
				setter.accept(type.cast(evaluated));
			}
			else if (!text(evaluated).isEmpty()) {
				setter.accept(bean(attribute, text(evaluated), type));
			}
		});
	}

	/**
	 * Return the bean that an attribute names, or that is its value, or the bean of a
	 * name if the attribute is empty.
	 */
	<T> T bean(String attribute, String value, Class<T> type, String defaultName) {
		return guarded(attribute, () -> {
			Object evaluated = evaluate(value);
			if (type.isInstance(evaluated)) {
				return type.cast(evaluated);
			}
			String name = text(evaluated);
			return bean(attribute, name.isEmpty() ? defaultName : name, type);
		});
	}

	/**
	 * Return the bean of a name, or with a qualifier, that an attribute gives.
	 */
	<T> T bean(String attribute, String name, Class<T> type) {
		try {
			return this.beanFactory.containsBean(name) ? this.beanFactory.getBean(name, type)
					: BeanFactoryAnnotationUtils.qualifiedBeanOfType(this.beanFactory, type, name);
		}
		catch (BeansException ex) {
			throw new IllegalArgumentException(attribute + " must be the name or the qualifier of a bean of the type "
					+ type.getSimpleName() + ": " + ex.getMessage(), ex);
		}
	}

	static QoS qos(String text) {
		return switch (text) {
			case "0" -> QoS.AT_MOST_ONCE;
			case "1" -> QoS.AT_LEAST_ONCE;
			case "2" -> QoS.EXACTLY_ONCE;
			default -> throw new IllegalArgumentException("qos must be 0, 1 or 2, not '" + text + "'");
		};
	}

	static boolean bool(String attribute, String text) {
		return switch (text.toLowerCase(Locale.ROOT)) {
			case "true" -> true;
			case "false" -> false;
			default -> throw new IllegalArgumentException(attribute + " must be true or false, not '" + text + "'");
		};
	}

	static int number(String attribute, String text) {
		try {
			return Integer.parseInt(text);
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException(attribute + " must be a number, not '" + text + "'", ex);
		}
	}

	static <E extends Enum<E>> E constant(String attribute, String text, Class<E> type) {
		String name = text.toUpperCase(Locale.ROOT).replace('-', '_');
		for (E constant : type.getEnumConstants()) {
			if (constant.name().equals(name)) {
				return constant;
			}
		}
		throw new IllegalArgumentException(
				attribute + " must be one of " + Arrays.toString(type.getEnumConstants()) + ", not '" + text + "'");
	}

	private @Nullable Object evaluate(String value) {
		if (value.isEmpty()) {
			return value;
		}
		String resolved = this.beanFactory.resolveEmbeddedValue(value);
		BeanExpressionResolver expressions = this.beanFactory.getBeanExpressionResolver();
		return (expressions != null && resolved != null)
				? expressions.evaluate(resolved, new BeanExpressionContext(this.beanFactory, null)) : resolved;
	}

	private static String text(@Nullable Object value) {
		return (value != null) ? value.toString().strip() : "";
	}

	private static void addAll(@Nullable Object value, List<String> texts) {
		if (value instanceof Iterable<?> values) {
			values.forEach((element) -> addAll(element, texts));
		}
		else if (value instanceof Object[] values) {
			Arrays.stream(values).forEach((element) -> addAll(element, texts));
		}
		else {
			texts.add(text(value));
		}
	}

	/**
	 * Return whether a value is nothing but one placeholder.
	 */
	private static boolean isPlaceholder(String value) {
		if (!value.startsWith("${")) {
			return false;
		}
		int depth = 0;
		for (int i = 1; i < value.length(); i++) {
			if (value.charAt(i) == '{') {
				depth++;
			}
			else if (value.charAt(i) == '}' && --depth == 0) {
				return i == value.length() - 1;
			}
		}
		return false;
	}

	private static void guard(String attribute, Runnable action) {
		guarded(attribute, () -> {
			action.run();
			return attribute;
		});
	}

	private static <T> T guarded(String attribute, Supplier<T> action) {
		try {
			return action.get();
		}
		catch (RuntimeException ex) {
			String message = String.valueOf(ex.getMessage());
			throw message.startsWith(attribute + " ") ? ex
					: new IllegalArgumentException(attribute + " cannot be used: " + message, ex);
		}
	}

}
