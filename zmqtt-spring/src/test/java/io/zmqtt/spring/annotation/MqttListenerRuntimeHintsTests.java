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

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;

import io.zmqtt.MqttMessage;
import io.zmqtt.spring.listener.DeadLetter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.beans.factory.aot.AotServices;
import org.springframework.core.annotation.AliasFor;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a native image has to know of listeners, which
 * {@link org.springframework.messaging.handler.annotation.MessageMapping @MessageMapping}
 * on the annotations brings about.
 */
class MqttListenerRuntimeHintsTests {

	private final RuntimeHints hints = new RuntimeHints();

	@ParameterizedTest
	@ValueSource(strings = { "once", "twice", "composed", "composedTwice", "batch", "message", "headers", "inherited" })
	void listenerMethodMayBeInvoked(String name) {
		register(Listeners.class);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(method(name))).accepts(this.hints);
	}

	@ParameterizedTest
	@ValueSource(classes = { Once.class, Twice.class, Composed.class, Batched.class, InMessage.class, Part.class,
			Reply.class })
	void payloadAndReplyMayBeBound(Class<?> type) {
		register(Listeners.class);
		assertThat(RuntimeHintsPredicates.reflection()
			.onType(type)
			.withAnyMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)).accepts(this.hints);
		assertThat(RuntimeHintsPredicates.reflection()
			.onMethodInvocation(ReflectionUtils.findMethod(type, type.getRecordComponents()[0].getName())))
			.accepts(this.hints);
	}

	@Test
	void otherMethodsGetNoHints() {
		register(Listeners.class);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(method("noListener"))).rejects(this.hints);
		assertThat(RuntimeHintsPredicates.reflection().onType(Unused.class)).rejects(this.hints);
	}

	@Test
	void deadLettersMayBeWritten() {
		AotServices.factories()
			.load(RuntimeHintsRegistrar.class)
			.forEach((registrar) -> registrar.registerHints(this.hints, getClass().getClassLoader()));
		assertThat(RuntimeHintsPredicates.reflection()
			.onType(DeadLetter.class)
			.withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)).accepts(this.hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(DeadLetter.class, "payload"))
			.accepts(this.hints);
	}

	private void register(Class<?> type) {
		new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(this.hints, type);
	}

	private static Method method(String name) {
		Method method = ReflectionUtils.findMethod(Listeners.class, name, (Class<?>[]) null);
		assertThat(method).isNotNull();
		return method;
	}

	record Part(int number) {

	}

	record Once(String name, Part part) {

	}

	record Twice(String name) {

	}

	record Composed(String name) {

	}

	record Batched(String name) {

	}

	record InMessage(String name) {

	}

	record Reply(String name) {

	}

	record Unused(String name) {

	}

	@MqttListener
	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@interface Alerts {

		@AliasFor(annotation = MqttListener.class, attribute = "topics")
		String[] value();

	}

	@MqttListener("a")
	@MqttListener("b")
	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@interface Both {

	}

	interface Inherited {

		@MqttListener("a")
		void inherited(String payload);

	}

	static class Listeners implements Inherited {

		@MqttListener("a")
		Reply once(Once payload) {
			return new Reply(payload.name());
		}

		@MqttListener("a")
		@MqttListener("b")
		void twice(@Payload Twice payload, @Header String tenant) {
		}

		@Alerts("a")
		void composed(Composed payload) {
		}

		@Both
		void composedTwice(String payload) {
		}

		@MqttListener("a")
		void batch(List<Batched> payload) {
		}

		@MqttListener("a")
		void message(Message<InMessage> message) {
		}

		@MqttListener("a")
		void headers(MqttMessage message, @Headers Map<String, Object> headers) {
		}

		@Override
		public void inherited(String payload) {
		}

		void noListener(Unused payload) {
		}

	}

}
