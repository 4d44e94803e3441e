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

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;
import org.springframework.messaging.handler.annotation.MessageMapping;

/**
 * Marks a method that receives the messages of one or more topic filters.
 *
 * <pre class="code">
 * &#64;MqttListener("home/{room}/temperature")
 * void onTemperature(Reading reading, &#64;DestinationVariable String room) {
 *     ...
 * }
 * </pre>
 * <p>
 * Parameters of the method may be
 * <ul>
 * <li>the payload, converted to the type of the parameter: {@code byte[]},
 * {@code String}, or what JSON can be read as;
 * {@link org.springframework.messaging.handler.annotation.Payload @Payload} is needed
 * only for {@code required = false} and the like. An empty payload is an empty array or
 * text, and a failure for other types, unless the payload is not required or the
 * parameter is an {@link java.util.Optional};</li>
 * <li>{@link org.springframework.messaging.handler.annotation.DestinationVariable @DestinationVariable},
 * the value of a variable of the topic template;</li>
 * <li>{@link org.springframework.messaging.handler.annotation.Header @Header} and
 * {@link org.springframework.messaging.handler.annotation.Headers @Headers}, see
 * {@link io.zmqtt.spring.support.MqttHeaders};</li>
 * <li>{@link org.springframework.messaging.Message} with a converted payload, and
 * {@link io.zmqtt.MqttMessage}.</li>
 * </ul>
 * <p>
 * Messages are handled one after the other. Each is acknowledged when the method has
 * returned or thrown; what it throws is logged.
 * <p>
 * All attributes may contain <code>${...}</code> placeholders and <code>#{...}</code>
 * expressions. The annotation may be repeated, and may be used on other annotations.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@MessageMapping
@Repeatable(MqttListeners.class)
public @interface MqttListener {

	/**
	 * Alias for {@link #topics()}.
	 * @return topic templates
	 */
	@AliasFor("topics")
	String[] value() default {};

	/**
	 * The topic filters to listen to. A level may be a variable:
	 * <code>home/{room}/+/#</code>.
	 * @return topic templates
	 * @see io.zmqtt.TopicTemplate
	 */
	@AliasFor("value")
	String[] topics() default {};

	/**
	 * The unique identifier of the listener, by which logs name it and the registry finds
	 * it. Default: made of the names of the bean and the method.
	 * @return the identifier
	 */
	String id() default "";

	/**
	 * The highest QoS at which the broker delivers: 0, 1 or 2. Default: that of the
	 * container factory, which is 1 unless configured otherwise.
	 * @return the quality of service
	 */
	String qos() default "";

	/**
	 * Whether the listener starts with the application context. Default: that of the
	 * container factory, which is true unless configured otherwise.
	 * @return {@code true} or {@code false}
	 */
	String autoStartup() default "";

	/**
	 * The bean name of the client to listen with. Default: the client of the container
	 * factory.
	 * @return a bean name
	 */
	String client() default "";

	/**
	 * The bean name of the container factory. Default:
	 * {@code mqttListenerContainerFactory}.
	 * @return a bean name
	 */
	String containerFactory() default "";

}
